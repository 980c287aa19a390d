"""Answers to GET that are used again, and those that must not be (twilio-behaviour 1.5, RFC 9111)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.clock import EPOCH, ManualClock
from twilio_emulator.engine.inputs import FetchFailed, Reply
from twilio_emulator.webhook.answer import Answer
from twilio_emulator.webhook.cache import Cache
from twilio_emulator.webhook.client import Outcome, Request, Webhooks

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Asked, Serve

SOUND = b"RIFF and so on"
Get = Callable[..., Outcome]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(params=["in process", "over HTTP"])
def get(request: pytest.FixtureRequest, app: App, serve: Serve, clock: ManualClock) -> Iterator[Get]:
    """Return how to fetch the sound of the application, in process and over a socket."""
    webhooks = Webhooks(5.0, now=clock.now, cache_bytes=100_000)
    inside = request.param == "in process"
    home = "http://app.test" if inside else serve(app)

    def get(path: str = "/a.wav", method: str = "GET", **options: Any) -> Outcome:
        how: dict[str, Any] = {"app": app} if inside else {}
        how |= {"params": {}, "token": "t", "signed": False} | options
        return webhooks.send(Request(url=f"{home}{path}", method=method, **how))

    yield get
    webhooks.close()


def sound(body: bytes = SOUND, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (status, {"Content-Type": "audio/wav", **named}, body)


def tagged(asked: Asked) -> tuple[int, dict[str, str], bytes]:
    """Answer as a server with an ETag does."""
    if asked.headers.get("if-none-match") == '"one"':
        return sound(b"", 304, ETag='"one"')
    return sound(ETag='"one"')


def body_of(outcome: Outcome) -> bytes:
    assert isinstance(outcome.got, Reply), outcome.got
    assert (outcome.got.status, outcome.got.content_type) == (200, "audio/wav")
    return outcome.got.body


@pytest.mark.verified
def test_a_sound_with_a_max_age_is_asked_for_once_until_it_is_old(app: App, get: Get, clock: ManualClock) -> None:
    app.answers["/a.wav"] = sound(Cache_Control="public, max-age=3600")
    first = get()
    clock.advance(3599)
    second = get()
    assert (body_of(first), body_of(second), len(app.asked)) == (SOUND, SOUND, 1)
    assert (first.reused, first.attempts) == (False, 1)
    assert (second.reused, second.attempts) == (True, 0)
    clock.advance(1)
    assert not get().reused
    assert len(app.asked) == 2


def test_its_age_on_the_way_counts(app: App, get: Get, clock: ManualClock) -> None:
    app.answers["/a.wav"] = sound(Cache_Control="max-age=60", Age="50")
    get()
    clock.advance(9)
    assert get().reused
    clock.advance(1)
    assert not get().reused


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(days=200)], ids=["same clock", "another clock"])
def test_a_sound_that_expires_lasts_until_then_by_the_applications_own_clock(
    app: App, get: Get, clock: ManualClock, behind: timedelta
) -> None:
    date = EPOCH - behind
    app.answers["/a.wav"] = sound(Date=format_datetime(date), Expires=format_datetime(date + timedelta(hours=1)))
    get()
    clock.advance(3599)
    assert get().reused
    clock.advance(1)
    assert not get().reused


@pytest.mark.parametrize("expires", ["0", "-1", "yesterday", "Mon, 02 Mar 2026 01:00:00 GMT", ""])
def test_what_has_expired_already_is_not_kept(app: App, get: Get, expires: str) -> None:
    app.answers["/a.wav"] = sound(Expires=expires, Date=format_datetime(EPOCH))
    get()
    assert not get().reused
    assert len(app.asked) == 2


@pytest.mark.verified
def test_a_sound_with_an_etag_is_asked_after_and_a_304_reuses_its_body(app: App, get: Get) -> None:
    app.answers["/a.wav"] = tagged
    first, second = get(), get()
    assert (body_of(first), body_of(second)) == (SOUND, SOUND)
    assert [asked.headers.get("if-none-match") for asked in app.asked] == [None, '"one"']
    assert (second.reused, second.attempts, second.redirects) == (True, 1, ())


@pytest.mark.verified
def test_a_sound_with_a_date_is_asked_after_by_its_date(app: App, get: Get) -> None:
    app.answers["/a.wav"] = sound(Last_Modified="Mon, 02 Mar 2026 01:00:00 GMT")
    get()
    app.answers["/a.wav"] = sound(b"", 304)
    assert body_of(get()) == SOUND
    assert app.asked[1].headers["if-modified-since"] == "Mon, 02 Mar 2026 01:00:00 GMT"


@pytest.mark.verified
def test_a_changed_sound_takes_the_place_of_the_old_one(app: App, get: Get) -> None:
    app.answers["/a.wav"] = tagged
    get()
    app.answers["/a.wav"] = sound(b"another", ETag='"two"')
    assert body_of(get()) == b"another"
    get()
    assert [asked.headers.get("if-none-match") for asked in app.asked] == [None, '"one"', '"two"']


@pytest.mark.verified
def test_no_cache_is_kept_and_asked_after_every_time(app: App, get: Get) -> None:
    app.answers["/a.wav"] = sound(Cache_Control="no-cache, max-age=3600", ETag='"one"')
    get()
    app.answers["/a.wav"] = sound(b"", 304)
    assert body_of(get()) == SOUND
    assert len(app.asked) == 2


@pytest.mark.verified
def test_no_store_is_not_kept(app: App, get: Get) -> None:
    app.answers["/a.wav"] = sound(Cache_Control="no-store, max-age=3600", ETag='"one"')
    get()
    get()
    assert [asked.headers.get("if-none-match") for asked in app.asked] == [None, None]


def test_a_304_renews_the_lifetime_and_may_end_it(app: App, get: Get, clock: ManualClock) -> None:
    app.answers["/a.wav"] = sound(Cache_Control="max-age=60", ETag='"one"')
    get()
    clock.advance(60)
    app.answers["/a.wav"] = sound(b"", 304, Cache_Control="max-age=600", ETag='"one"')
    get()
    clock.advance(599)
    assert (body_of(get()), len(app.asked)) == (SOUND, 2)
    clock.advance(1)
    app.answers["/a.wav"] = sound(b"", 304, Cache_Control="no-store")
    assert body_of(get()) == SOUND
    app.answers["/a.wav"] = sound(b"new")
    assert body_of(get()) == b"new"
    assert "if-none-match" not in app.asked[-1].headers


@pytest.mark.verified
def test_a_post_is_never_kept_and_never_answered_from_what_is(app: App, get: Get) -> None:
    app.answers["/a.wav"] = sound(Cache_Control="max-age=3600", ETag='"one"')
    for _ in range(2):
        assert not get(method="POST").reused
    get()
    assert not get(method="POST").reused
    assert app.paths == ["POST /a.wav", "POST /a.wav", "GET /a.wav", "POST /a.wav"]


@pytest.mark.verified
def test_a_document_by_get_is_kept_for_the_same_parameters(app: App, get: Get) -> None:
    app.answers["/menu"] = sound(Cache_Control="max-age=60")
    for digits in ("1", "1", "2"):
        get("/menu", params={"Digits": digits}, signed=True)
    assert [asked.params["Digits"] for asked in app.asked] == ["1", "2"]


def test_an_answer_that_varies_is_kept_for_the_same_cookies_only(app: App, get: Get) -> None:
    app.answers["/a.wav"] = sound(Cache_Control="max-age=60", Vary="Cookie")
    ada, bob = (httpx.Cookies({"who": name}) for name in ("ada", "bob"))
    assert [get(cookies=jar).reused for jar in (ada, ada, bob, ada)] == [False, True, False, False]
    app.answers["/b.wav"] = sound(Cache_Control="max-age=60", Vary="*")
    assert [get("/b.wav").reused for _ in range(2)] == [False, False]


def test_what_sets_a_cookie_is_not_kept(app: App, get: Get) -> None:
    app.answers["/a.wav"] = sound(Cache_Control="max-age=60", Set_Cookie="a=1")
    assert [get().reused for _ in range(2)] == [False, False]


def test_an_error_is_not_kept_and_does_not_cost_what_is(app: App, get: Get) -> None:
    app.answers["/a.wav"] = tagged
    get()
    app.answers["/a.wav"] = sound(b"oops", 500, Cache_Control="max-age=60")
    failed = get()
    assert isinstance(failed.got, Reply)
    assert (failed.got.status, failed.reused) == (500, False)
    app.answers["/a.wav"] = tagged
    assert get().reused


def test_a_sound_that_is_gone_is_forgotten(app: App, get: Get) -> None:
    app.answers["/a.wav"] = tagged
    get()
    app.answers["/a.wav"] = sound(b"gone", 404)
    get()
    app.answers["/a.wav"] = tagged
    assert not get().reused


def test_a_body_that_was_cut_is_not_kept(app: App, get: Get) -> None:
    app.answers["/a.wav"] = sound(b"x" * 20_000, Cache_Control="max-age=60")
    assert [get(max_bytes=10_000).reused for _ in range(2)] == [False, False]


def test_a_redirect_is_followed_anew_and_only_its_end_is_kept(app: App, get: Get) -> None:
    app.answers["/old.wav"] = (302, {"Location": "/a.wav", "Cache-Control": "max-age=60"}, "")
    app.answers["/a.wav"] = sound(Cache_Control="max-age=60")
    assert [get("/old.wav").reused for _ in range(2)] == [False, True]
    assert app.paths == ["GET /old.wav", "GET /a.wav", "GET /old.wav"]


def test_what_was_not_used_for_longest_goes_first_when_it_becomes_too_much(app: App, get: Get) -> None:
    for name in "abc":
        app.answers[f"/{name}.wav"] = sound(b"x" * 40_000, Cache_Control="max-age=60")
    get("/a.wav")
    get("/b.wav")
    get("/a.wav")
    get("/c.wav")
    assert [get(f"/{name}.wav").reused for name in "acb"] == [True, True, False]
    app.answers["/huge.wav"] = sound(b"x" * 100_000, Cache_Control="max-age=60")
    assert [get("/huge.wav").reused for _ in range(2)] == [False, False]
    assert get("/b.wav").reused, "what is too big for it costs the others nothing"


def test_headers_and_addresses_count_too(clock: ManualClock) -> None:
    cache = Cache(clock.now, most=50_000)
    for number in range(10):
        headers = [("cache-control", "max-age=60"), ("x-long", "a" * 10_000)]
        cache.keep((f"http://a/{number}?{'b' * 10_000}", "", 0), Answer(200, headers, b""), [], None)
    assert 20_000 < cache.size <= 50_000


def test_two_applications_at_the_same_address_do_not_share_their_sounds(app: App, clock: ManualClock) -> None:
    webhooks = Webhooks(now=clock.now)
    for name in (b"one", b"two"):
        other = type(app)({"/a.wav": sound(name, Cache_Control="max-age=60")})
        request = Request(url="http://app.localhost/a.wav", method="GET", params={}, token="t", app=other)
        assert body_of(webhooks.send(request)) == name
        assert webhooks.send(request).reused
        del other
    webhooks.close()


def test_credentials_have_sounds_of_their_own(app: App, clock: ManualClock) -> None:
    webhooks = Webhooks(now=clock.now)
    app.answers["/a.wav"] = lambda asked: sound(asked.headers["authorization"].encode(), Cache_Control="max-age=60")
    bodies = set()
    for who in ("ada", "bob", "ada"):
        url = f"http://{who}:x@app.test/a.wav"
        bodies.add(body_of(webhooks.send(Request(url=url, method="GET", params={}, token="t", app=app))))
    assert (len(bodies), len(app.asked)) == (2, 2)
    webhooks.close()


def test_a_304_that_nobody_asked_for_is_no_answer(app: App, get: Get, clock: ManualClock) -> None:
    app.answers["/a.wav"] = sound(b"", 304)
    outcome = get()
    assert isinstance(outcome.got, FetchFailed)
    assert outcome.got.code == 11216
    app.answers["/a.wav"] = sound(Cache_Control="max-age=1")
    get()
    clock.advance(1)
    app.answers["/a.wav"] = sound(b"", 304)
    assert isinstance(get().got, FetchFailed), "there was nothing to ask by"


def test_many_threads_share_one_cache_and_it_keeps_its_bounds(clock: ManualClock) -> None:
    cache = Cache(clock.now, most=50_000)
    answers = [Answer(200, [("cache-control", "max-age=60")], bytes(1000 * number)) for number in range(20)]

    def use(start: int) -> None:
        for turn in range(500):
            number = (start + turn) % len(answers)
            key = (f"http://a/{number}", "", 0)
            kept = cache.find(key, [])
            if kept is None:
                cache.keep(key, answers[number], [], None)
            else:
                assert kept.answer is answers[number]
                if turn % 7 == 0:
                    cache.renew(key, kept, Answer(304, [("cache-control", "no-store")], b""))

    threads = [threading.Thread(target=use, args=(start,)) for start in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 <= cache.size <= 50_000
    for number in range(20):
        cache.keep(
            (f"http://a/{number}", "", 0), Answer(200, [("etag", "x"), ("cache-control", "no-store")], b""), [], None
        )
    assert cache.size == 0


NAMES = st.sampled_from(["cache-control", "expires", "date", "age", "etag", "last-modified", "vary", "set-cookie"])
VALUES = (
    st.text(max_size=30)
    | st.sampled_from(
        [
            "max-age=60",
            "max-age=99999999999999999999",
            'max-age="5"',
            "no-cache=set-cookie",
            "Mon, 02 Mar 9999 00:00:00 GMT",
        ]
    )
    | st.datetimes().map(lambda when: when.strftime("%a, %d %b %Y %H:%M:%S GMT"))
)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=6), st.lists(st.tuples(NAMES, VALUES), max_size=4))
def test_whatever_an_answer_says_of_itself_the_cache_never_raises(
    headers: list[tuple[str, str]], later: list[tuple[str, str]]
) -> None:
    clock = ManualClock()
    cache = Cache(clock.now)
    key = ("http://a/", "", 0)
    cache.keep(key, Answer(200, headers, SOUND), [("Cookie", "a=1")], None)
    clock.advance(1)
    kept = cache.find(key, [("Cookie", "a=1")])
    if kept is not None:
        cache.fresh(kept)
        assert cache.renew(key, kept, Answer(304, later, b"")).body == SOUND
