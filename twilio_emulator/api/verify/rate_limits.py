"""Rate limits of an application's own: so many codes for one value of whatever it counts, in so many seconds.

Each limit has buckets; a request that names the limit with a value (``RateLimits={"ip": "192.0.2.1"}``) is put into
every one of them, and refused with 20429 where one is full.
"""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import kept
from twilio_emulator.api.verify.kept import INVALID, Kind
from twilio_emulator.store import Shelved

register(
    {
        60207: "Max rate limits per service reached",
        60208: "Rate limit with the UniqueName '{name}' already exists",
        60209: "UniqueName format is invalid",
        60210: "Max Buckets per Rate limit reached",
        60211: "Bucket with the given Interval already exists",
    }
)
MOST_LIMITS, MOST_BUCKETS = 10, 5
MOST_REQUESTS, LONGEST_INTERVAL = 100_000, 86_400
"""Of a bucket: how many, and in how many seconds."""
MOST_VALUES = 10_000
"""Values that are counted at once; the oldest one makes room."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def described(asked: Asked, limit: Shelved) -> dict[str, Any]:
    """Return the RateLimit resource."""
    url = kept.place(asked, "Services", limit.parent_sid, "RateLimits", limit.sid)
    return {
        "sid": limit.sid,
        "service_sid": limit.parent_sid,
        "account_sid": limit.account_sid,
        "unique_name": limit.values["unique_name"],
        "description": limit.values["description"] or None,
        **kept.dates(limit),
        "url": url,
        "links": {"buckets": f"{url}/Buckets"},
    }


def create(asked: Asked) -> dict[str, Any]:
    """Make a rate limit, which limits nothing before it has a bucket; raises 60207, 60208 and 60209."""
    service, name = kept.service_of(asked), asked.text("UniqueName").strip()
    if not _NAME.fullmatch(name):
        raise ApiError(60209)
    others = [one.values["unique_name"] for one in kept.every(asked, Kind.RATE_LIMIT, service.sid)]
    if name in others:
        raise ApiError(60208, name=name)
    if len(others) >= MOST_LIMITS:
        raise ApiError(60207)
    values = {"unique_name": name, "description": asked.text("Description")[:1000]}
    return described(asked, kept.keep(asked, Kind.RATE_LIMIT, values, service.sid))


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the rate limits of a service, newest first."""
    found = kept.every(asked, Kind.RATE_LIMIT, kept.service_of(asked).sid)
    return paging.meta_page(asked, "rate_limits", found, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one rate limit."""
    return described(asked, _limit(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Describe a rate limit anew."""
    limit = _limit(asked)
    kept.change(asked, limit, {"description": asked.text("Description", limit.values["description"])[:1000]})
    return described(asked, limit)


def delete(asked: Asked) -> None:
    """Forget a rate limit and its buckets."""
    limit = _limit(asked)
    for bucket in list(kept.every(asked, Kind.BUCKET, limit.sid)):
        kept.forget(asked, Kind.BUCKET, bucket)
    kept.forget(asked, Kind.RATE_LIMIT, limit)


def bucket_described(asked: Asked, bucket: Shelved) -> dict[str, Any]:
    """Return the Bucket resource."""
    service = asked.sids["ServiceSid"]
    return {
        "sid": bucket.sid,
        "rate_limit_sid": bucket.parent_sid,
        "service_sid": service,
        "account_sid": bucket.account_sid,
        "max": bucket.values["max"],
        "interval": bucket.values["interval"],
        **kept.dates(bucket),
        "url": kept.place(asked, "Services", service, "RateLimits", bucket.parent_sid, "Buckets", bucket.sid),
    }


def create_bucket(asked: Asked) -> dict[str, Any]:
    """Make a bucket; raises 60200, 60210 and 60211."""
    limit = _limit(asked, "RateLimitSid")
    values = {"max": _most(asked), "interval": _interval(asked)}
    others = [one.values["interval"] for one in kept.every(asked, Kind.BUCKET, limit.sid)]
    if values["interval"] in others:
        raise ApiError(60211)
    if len(others) >= MOST_BUCKETS:
        raise ApiError(60210)
    return bucket_described(asked, kept.keep(asked, Kind.BUCKET, values, limit.sid))


def list_buckets(asked: Asked) -> dict[str, Any]:
    """Return the buckets of a rate limit, newest first."""
    found = kept.every(asked, Kind.BUCKET, _limit(asked, "RateLimitSid").sid)
    return paging.meta_page(asked, "buckets", found, bucket_described)


def fetch_bucket(asked: Asked) -> dict[str, Any]:
    """Return one bucket."""
    return bucket_described(asked, _bucket(asked))


def update_bucket(asked: Asked) -> dict[str, Any]:
    """Change a bucket; raises 60200 and 60211."""
    bucket = _bucket(asked)
    values = {
        "max": _most(asked) if asked.text("Max") else bucket.values["max"],
        "interval": _interval(asked) if asked.text("Interval") else bucket.values["interval"],
    }
    others = [one for one in kept.every(asked, Kind.BUCKET, bucket.parent_sid) if one is not bucket]
    if values["interval"] in [one.values["interval"] for one in others]:
        raise ApiError(60211)
    kept.change(asked, bucket, values)
    return bucket_described(asked, bucket)


def delete_bucket(asked: Asked) -> None:
    """Forget a bucket."""
    kept.forget(asked, Kind.BUCKET, _bucket(asked))


def count(asked: Asked, service: Shelved) -> None:
    """Put a request into every bucket of every rate limit it names; raises 20429 where one is full.

    It counts nothing then. A name that is no rate limit's is passed over.
    """
    sent = kept.read_object(asked, "RateLimits")
    if not sent:
        return
    now, hits = asked.now(), asked.store.rate_hits
    keys = []
    for limit in kept.every(asked, Kind.RATE_LIMIT, service.sid):
        if limit.values["unique_name"] not in sent:
            continue
        for bucket in kept.every(asked, Kind.BUCKET, limit.sid):
            key = f"{bucket.sid}:{str(sent[limit.values['unique_name']])[:200]}"
            since = now - timedelta(seconds=bucket.values["interval"])
            hits[key] = [at for at in hits.get(key, ()) if at > since]
            if len(hits[key]) >= bucket.values["max"]:
                raise ApiError(20429)
            keys.append(key)
    for key in keys:
        hits[key].append(now)
    while len(hits) > MOST_VALUES:
        del hits[next(iter(hits))]


def _limit(asked: Asked, name: str = "Sid") -> Shelved:
    return kept.find(asked, Kind.RATE_LIMIT, asked.sids[name], kept.service_of(asked).sid)


def _bucket(asked: Asked) -> Shelved:
    return kept.find(asked, Kind.BUCKET, asked.sids["Sid"], _limit(asked, "RateLimitSid").sid)


def _most(asked: Asked) -> int:
    return _whole(asked, "Max", MOST_REQUESTS)


def _interval(asked: Asked) -> int:
    return _whole(asked, "Interval", LONGEST_INTERVAL)


def _whole(asked: Asked, name: str, most: int) -> int:
    value = asked.whole(name, 0, least=1, most=most, code=INVALID)
    if not value:
        raise ApiError(INVALID, name=name, value="")
    return value


LIMITS = "/v2/Services/{ServiceSid}/RateLimits"
BUCKETS = LIMITS + "/{RateLimitSid}/Buckets"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=LIMITS, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=LIMITS, handler=list_all),
    Operation(method=HTTPMethod.GET, path=LIMITS + "/{Sid}", handler=fetch),
    Operation(method=HTTPMethod.POST, path=LIMITS + "/{Sid}", handler=update),
    Operation(method=HTTPMethod.DELETE, path=LIMITS + "/{Sid}", handler=delete),
    Operation(method=HTTPMethod.POST, path=BUCKETS, handler=create_bucket, status=201),
    Operation(method=HTTPMethod.GET, path=BUCKETS, handler=list_buckets),
    Operation(method=HTTPMethod.GET, path=BUCKETS + "/{Sid}", handler=fetch_bucket),
    Operation(method=HTTPMethod.POST, path=BUCKETS + "/{Sid}", handler=update_bucket),
    Operation(method=HTTPMethod.DELETE, path=BUCKETS + "/{Sid}", handler=delete_bucket),
)
"""What may be asked of rate limits and their buckets."""
