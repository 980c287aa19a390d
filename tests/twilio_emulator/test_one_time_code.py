"""A code is sent five times, guessed five times, and lasts ten minutes; codes that follow from the time fit the RFC."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator import totp
from twilio_emulator.one_time_code import (
    LASTS,
    MOST_CHECKS,
    MOST_SENDS,
    CodeStatus,
    OneTimeCode,
    TooManyChecks,
    TooManySends,
)

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
SECRETS = {
    "sha1": b"12345678901234567890",
    "sha256": b"12345678901234567890123456789012",
    "sha512": b"1234567890123456789012345678901234567890123456789012345678901234",
}


def code() -> OneTimeCode:
    return OneTimeCode(code="123456", created_at=AT, updated_at=AT)


def test_the_right_code_approves_and_is_over() -> None:
    one = code()
    assert one.check("123456", AT)
    assert one.status_at(AT) is CodeStatus.APPROVED
    assert not one.open_at(AT)


def test_a_code_expires_after_ten_minutes_however_often_it_was_sent() -> None:
    one = code()
    one.send(AT + LASTS - timedelta(seconds=1))
    assert one.open_at(AT + LASTS - timedelta(seconds=1))
    assert one.status_at(AT + LASTS) is CodeStatus.EXPIRED


def test_a_right_code_with_another_amount_is_a_wrong_check() -> None:
    one = code()
    assert not one.check("123456", AT, fits=False)
    assert one.wrong_checks == 1


def test_a_code_that_was_guessed_too_often_is_neither_checked_nor_sent_again() -> None:
    one = code()
    for _ in range(MOST_CHECKS):
        assert not one.check("000000", AT)
    with pytest.raises(TooManyChecks):
        one.check("123456", AT)
    assert one.status is CodeStatus.MAX_ATTEMPTS_REACHED
    with pytest.raises(TooManyChecks):
        one.send(AT)


@given(st.lists(st.sampled_from(["send", "wrong", "right", "cancel", "wait"]), max_size=40))
def test_whatever_happens_to_a_code_it_is_never_sent_or_guessed_more_often_than_it_may(acts: list[str]) -> None:
    one, now = code(), AT
    for act in acts:
        if not one.open_at(now):
            break
        try:
            match act:
                case "send":
                    one.send(now)
                case "wrong":
                    assert not one.check("nothing", now)
                case "right":
                    assert one.check("123456", now)
                case "cancel":
                    one.end(CodeStatus.CANCELED, now)
                case _:
                    now += timedelta(minutes=1)
        except TooManySends:
            assert one.sends == MOST_SENDS
        except TooManyChecks:
            assert one.wrong_checks == MOST_CHECKS
        assert one.sends <= MOST_SENDS
        assert one.wrong_checks <= MOST_CHECKS
        assert one.open_at(now) or one.status_at(now) in (
            CodeStatus.APPROVED,
            CodeStatus.CANCELED,
            CodeStatus.EXPIRED,
        )


@pytest.mark.verified
@pytest.mark.parametrize(
    ("seconds", "algorithm", "expected"),
    [
        (59, "sha1", "94287082"),
        (59, "sha256", "46119246"),
        (59, "sha512", "90693936"),
        (1111111109, "sha1", "07081804"),
        (1111111111, "sha256", "67062674"),
        (1234567890, "sha512", "93441116"),
        (2000000000, "sha1", "69279037"),
        (20000000000, "sha512", "47863826"),
    ],
)
def test_the_codes_of_a_secret_are_those_of_the_rfc(seconds: int, algorithm: str, expected: str) -> None:
    """RFC 6238, appendix B."""
    secret = base64.b32encode(SECRETS[algorithm]).decode()
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.code_at(secret, at, digits=8, algorithm=algorithm) == expected


@pytest.mark.parametrize(("late", "skew", "fits"), [(0, 0, True), (30, 0, False), (30, 1, True), (60, 1, False)])
def test_a_code_fits_for_so_many_steps_around_its_own(late: int, skew: int, fits: bool) -> None:
    secret = base64.b32encode(SECRETS["sha1"]).decode()
    shown = totp.code_at(secret, AT)
    assert totp.fits(shown, secret, AT + timedelta(seconds=late), skew=skew) is fits
    assert totp.fits(shown, secret, AT - timedelta(seconds=late), skew=skew) is fits


@pytest.mark.parametrize("secret", ["", "1", "no base 32!", "ABC0"])
def test_what_is_no_base_32_is_no_secret(secret: str) -> None:
    with pytest.raises(ValueError, match="no Base32"):
        totp.key_of(secret)
