"""Queues and who waits in them (twilio-behaviour 3.8, 5.7)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.engine.waiting import Member
from twilio_emulator.lines import queues
from twilio_emulator.store import Queue

register(
    {
        22001: "Queue is not empty",
        22002: "Queue FriendlyName is invalid",
        22003: "A queue with the FriendlyName '{name}' exists already",
        22004: "MaxSize must be a whole number from 0 to 5000",
    }
)
LONGEST_NAME = 64
MOST = 5000


def described(asked: Asked, queue: Queue) -> dict[str, Any]:
    """Return the Queue resource."""
    path = formats.path(asked.account.sid, "Queues", queue.sid)
    return {
        "date_updated": formats.date(queue.date_created),
        "current_size": len(queue.members),
        "friendly_name": queue.friendly_name,
        "uri": f"{path}.json",
        "account_sid": asked.account.sid,
        "average_wait_time": queue.average_wait_time(asked.now()),
        "sid": queue.sid,
        "date_created": formats.date(queue.date_created),
        "max_size": queue.max_size,
    }


def create(asked: Asked) -> dict[str, Any]:
    """Make a queue; raises 22002, 22003 and 22004."""
    name = _name(asked)
    if queues.named(asked.desk, asked.account.sid, name) is not None:
        raise ApiError(22003, name=name)
    queue = queues.create(asked.desk, asked.account.sid, name)
    queue.max_size = asked.whole("MaxSize", queue.max_size, least=0, most=MOST, code=22004)
    return described(asked, queue)


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the queues, newest first."""
    own = [one for one in reversed(asked.store.queues.values()) if one.account_sid == asked.account.sid]
    return paging.page(asked, "queues", own, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one queue."""
    return described(asked, _queue(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Rename a queue or bound it anew; raises 22002, 22003 and 22004."""
    queue = _queue(asked)
    if asked.has("FriendlyName"):
        name = _name(asked)
        if queues.named(asked.desk, asked.account.sid, name) not in (None, queue):
            raise ApiError(22003, name=name)
        queue.friendly_name = name
    queue.max_size = asked.whole("MaxSize", queue.max_size, least=0, most=MOST, code=22004)
    return described(asked, queue)


def delete(asked: Asked) -> None:
    """Forget a queue; raises 22001 while somebody waits in it."""
    queue = _queue(asked)
    if queue.members:
        raise ApiError(22001)
    del asked.store.queues[queue.sid]


def member_described(asked: Asked, member: Member) -> dict[str, Any]:
    """Return the Member resource."""
    queue = _queue(asked, "QueueSid")
    path = formats.path(asked.account.sid, "Queues", queue.sid, "Members", member.call_sid)
    return {
        "queue_sid": queue.sid,
        "call_sid": member.call_sid,
        "date_enqueued": formats.date(member.date_enqueued),
        "position": queue.position(member.call_sid),
        "uri": f"{path}.json",
        "wait_time": member.wait_time(asked.now()),
    }


def list_members(asked: Asked) -> dict[str, Any]:
    """Return who waits, the first in front."""
    members = _queue(asked, "QueueSid").members
    return paging.page(asked, "queue_members", members, member_described, lambda member: member.call_sid)


def fetch_member(asked: Asked) -> dict[str, Any]:
    """Return one who waits, by the call's SID or as ``Front``."""
    return member_described(asked, _member(asked))


def update_member(asked: Asked) -> dict[str, Any]:
    """Take one out of the queue, to another document; raises 21205 for what is no address."""
    queue, member = _queue(asked, "QueueSid"), _member(asked)
    url = asked.url("Url", 21205)
    if not url:
        raise ApiError(21205)
    method = asked.method("Method")
    answer = member_described(asked, member)
    asked.later.append(partial(queues.dequeue, asked.desk, queue, member.call_sid, url, method))
    return answer


def _queue(asked: Asked, name: str = "Sid") -> Queue:
    return asked.own(asked.store.queues.get(asked.sids[name]))


def _member(asked: Asked) -> Member:
    queue, sid = _queue(asked, "QueueSid"), asked.sids["CallSid"]
    if sid == "Front" and queue.members:
        return queue.members[0]
    found: Iterator[Member] = (one for one in queue.members if one.call_sid == sid)
    return asked.own(next(found, None))


def _name(asked: Asked) -> str:
    name = asked.text("FriendlyName").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise ApiError(22002)
    return name


MEMBER = "/{AccountSid}/Queues/{QueueSid}/Members/{CallSid}.json"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Queues.json", handler=create, status=201),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Queues.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Queues/{Sid}.json", handler=fetch),
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Queues/{Sid}.json", handler=update),
    Operation(method=HTTPMethod.DELETE, path="/{AccountSid}/Queues/{Sid}.json", handler=delete),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Queues/{QueueSid}/Members.json", handler=list_members),
    Operation(method=HTTPMethod.GET, path=MEMBER, handler=fetch_member),
    Operation(method=HTTPMethod.POST, path=MEMBER, handler=update_member),
)
"""What may be asked of queues."""
