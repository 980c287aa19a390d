"""Values as they are heard, joined out of the recordings that come with the project."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voice_prompts import LANGUAGES, reading
from voice_prompts.mulaw import DECODED, RATE
from voice_prompts.recorded import Recordings
from voice_prompts.splicing import Part, splice

RECORDINGS = Recordings()
QUIET = 64
"""The loudest sample that counts as silence."""
LONGEST_PAUSE = 0.15
"""Seconds that nothing may be heard inside an amount."""

languages = st.sampled_from(LANGUAGES)
amounts = st.one_of(st.integers(0, reading.MOST_MONEY), st.integers(0, 10**6))


def parts(language: str, words: str, *, elder: bool) -> list[Part]:
    """The recordings of which these words are joined."""
    pieces = RECORDINGS.cut(language, words)
    assert pieces, words
    find = RECORDINGS.sound_for_elders if elder else RECORDINGS.sound
    return [Part(sound=find(language, piece.words), pause=piece.pause) for piece in pieces]


def largest_step(sound: bytes) -> int:
    """The largest difference between one sample and the next."""
    return max(abs(DECODED[after] - DECODED[before]) for before, after in pairwise(sound))


def longest_silence(sound: bytes) -> float:
    """The longest stretch without sound, in seconds."""
    longest = quiet = 0
    for byte in sound:
        quiet = quiet + 1 if abs(DECODED[byte]) <= QUIET else 0
        longest = max(longest, quiet)
    return longest / RATE


@given(languages, amounts, st.booleans())
def test_an_amount_is_joined_without_a_click_and_without_a_pause(language: str, fen: int, elder: bool) -> None:
    words = reading.read(fen, "money", language)
    joined = parts(language, words, elder=elder)
    sound = splice(joined, elder=elder)
    assert largest_step(sound) <= max(largest_step(part.sound) for part in joined)
    assert longest_silence(sound) <= LONGEST_PAUSE, words


@given(languages, st.dates(date(1940, 1, 1), date(2049, 12, 31)), st.booleans())
def test_a_date_is_joined_without_a_click(language: str, day: date, elder: bool) -> None:
    joined = parts(language, reading.read(day, "date", language), elder=elder)
    assert largest_step(splice(joined, elder=elder)) <= max(largest_step(part.sound) for part in joined)
