"""Amounts joined out of the recordings that are committed: as smooth as the speech itself, and said in one breath."""

from functools import cache
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voice_prompts import LANGUAGES, reading
from voice_prompts.mulaw import DECODED, RATE
from voice_prompts.recorded import Recordings
from voice_prompts.splicing import Part, splice

FRAME = RATE * 5 // 1000
"""Samples of 5 ms."""
SILENT = 0.01
"""Of the loudest sample: 40 dB below it there is no speech."""
LONGEST_PAUSE = 0.150
"""Seconds, inside an amount."""

languages = st.sampled_from(LANGUAGES)
amounts = st.one_of(st.integers(0, reading.MOST_MONEY), st.integers(0, 10**6))


@cache
def recordings() -> Recordings:
    return Recordings()


def parts_of(language: str, fen: int, *, elder: bool) -> list[Part]:
    find = recordings().sound_for_elders if elder else recordings().sound
    pieces = recordings().cut(language, reading.read(fen, "money", language)) or ()
    return [Part(sound=find(language, piece.words), pause=piece.pause) for piece in pieces]


def largest_step(sound: bytes) -> int:
    """The largest difference between one sample and the next."""
    return max(abs(DECODED[before] - DECODED[after]) for before, after in pairwise(sound))


def longest_pause(sound: bytes) -> float:
    """Seconds of the longest stretch without speech."""
    heights = [max(abs(DECODED[byte]) for byte in sound[at : at + FRAME]) for at in range(0, len(sound), FRAME)]
    longest = quiet = 0
    for height in heights:
        quiet = quiet + 1 if height < SILENT * max(heights) else 0
        longest = max(longest, quiet)
    return longest * FRAME / RATE


@given(languages, amounts, st.booleans())
def test_no_join_of_an_amount_steps_further_than_the_speech_itself(language: str, fen: int, elder: bool) -> None:
    parts = parts_of(language, fen, elder=elder)
    assert largest_step(splice(parts, elder=elder)) <= max(largest_step(part.sound) for part in parts)


@given(languages, amounts, st.booleans())
def test_an_amount_is_said_without_a_pause_longer_than_150_ms(language: str, fen: int, elder: bool) -> None:
    assert longest_pause(splice(parts_of(language, fen, elder=elder), elder=elder)) <= LONGEST_PAUSE
