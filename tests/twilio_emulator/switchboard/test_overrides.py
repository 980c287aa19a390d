"""What a webhook's URL asks for behind its ``#`` (twilio-behaviour 1.7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.engine.errors import Severity
from twilio_emulator.webhook.overrides import DEFAULTS, Overrides, Retry, overrides_of

HOME = "https://example.com/answer"


def asked(fragment: str) -> Overrides:
    return overrides_of(f"{HOME}#{fragment}")


@pytest.mark.verified
def test_a_url_without_a_fragment_has_five_and_fifteen_seconds_and_one_retry_after_a_failed_connect() -> None:
    assert overrides_of(HOME) == DEFAULTS
    assert (DEFAULTS.connect, DEFAULTS.read, DEFAULTS.total) == (5.0, 15.0, 15.0)
    assert (DEFAULTS.retries, set(DEFAULTS.retry_on)) == (1, {Retry.CONNECT})
    assert (DEFAULTS.sni, DEFAULTS.edges) == (True, ("ashburn",))


@pytest.mark.verified
def test_every_override_is_read() -> None:
    found = asked("ct=2000&rt=3000&tt=9000&rc=3&rp=4xx,5xx,rt&sni=n&e=dublin,ashburn")
    assert (found.connect, found.read, found.total) == (2.0, 3.0, 9.0)
    assert (found.retries, set(found.retry_on)) == (3, {Retry.CLIENT_ERROR, Retry.SERVER_ERROR, Retry.READ})
    assert (found.sni, found.edges) == (False, ("dublin", "ashburn"))
    assert (found.notices, found.ignored) == ((), ())


@pytest.mark.verified
def test_all_is_every_policy() -> None:
    assert asked("rp=all").retry_on == set(Retry)
    assert asked("rp=all,ct").retry_on == set(Retry)


@pytest.mark.verified
@pytest.mark.parametrize(
    ("key", "name", "most"), [("ct", "connect", 10_000), ("rt", "read", 15_000), ("tt", "total", 15_000)]
)
def test_a_limit_out_of_range_leaves_the_default_and_is_said(key: str, name: str, most: int) -> None:
    assert getattr(asked(f"{key}=100"), name) == 0.1
    assert getattr(asked(f"{key}={most}"), name) == most / 1000
    for wrong in ("99", str(most + 1), "-1", "1e3", "", "soon", "٣٠٠", "9" * 5000):
        found = asked(f"{key}={wrong}")
        assert getattr(found, name) == getattr(DEFAULTS, name)
        assert found.ignored[0].startswith(f"{key}=")
        assert len(found.ignored[0]) < 120


@pytest.mark.verified
def test_there_are_at_most_five_retries() -> None:
    assert asked("rc=0").retries == 0
    assert asked("rc=5").retries == 5
    assert asked("rc=6").retries == 1
    assert asked("rc=6").ignored == ("rc=6 is not from 0 to 5: 1 is used",)


@pytest.mark.verified
@pytest.mark.parametrize("policy", ["3xx", "ct,", "", "5xx,never", "CT"])
def test_a_policy_that_is_none_is_warned_of_as_11243_and_the_default_holds(policy: str) -> None:
    found = asked(f"rp={policy}&rc=2")
    (notice,) = found.notices
    assert (notice.code, notice.severity) == (11243, Severity.WARNING)
    assert found.retry_on == DEFAULTS.retry_on
    assert found.retries == 2


def test_an_anchor_is_no_override_and_strange_keys_are_passed_over() -> None:
    assert asked("top") == DEFAULTS
    assert asked("colour=red") == DEFAULTS
    assert asked("colour=red&rc=2").retries == 2


def test_of_a_key_given_twice_the_last_one_counts_and_a_percent_encoded_comma_is_one() -> None:
    assert asked("rc=2&rc=3").retries == 3
    assert asked("rp=4xx%2C5xx").retry_on == {Retry.CLIENT_ERROR, Retry.SERVER_ERROR}


def test_sni_is_yes_or_no() -> None:
    assert asked("sni=y").sni
    assert asked("sni=maybe").sni
    assert asked("sni=maybe").ignored == ("sni=maybe is not y or n: y is used",)


KEYS = st.sampled_from(["ct", "rt", "tt", "rc", "rp", "sni", "e"])


@given(st.lists(st.tuples(KEYS, st.text(max_size=20) | st.integers().map(str)), max_size=8))
def test_whatever_is_asked_for_nothing_leaves_its_range(pairs: list[tuple[str, str]]) -> None:
    found = asked("&".join(f"{key}={value}" for key, value in pairs))
    assert 0.1 <= found.connect <= 10
    assert 0.1 <= found.read <= 15
    assert 0.1 <= found.total <= 15
    assert 0 <= found.retries <= 5
    assert found.retry_on
