"""Amounts joined out of the recordings that are committed: as smooth as the speech itself, and said in one breath."""

from functools import cache
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voice_prompts import LANGUAGES, reading
from voice_prompts.bands import BANDS, Band
from voice_prompts.recorded import Recordings
from voice_prompts.splicing import Part, splice

FRAME = 0.005
"""Seconds."""
SILENT = 0.01
"""Of the loudest sample: 40 dB below it there is no speech."""
LONGEST_PAUSE = 0.150
"""Seconds, inside an amount."""

bands = st.sampled_from(list(BANDS.values()))
languages = st.sampled_from(LANGUAGES)
amounts = st.one_of(st.integers(0, reading.MOST_MONEY), st.integers(0, 10**6))


@cache
def recordings(band: Band) -> Recordings:
    return Recordings(band=band)


def parts_of(language: str, fen: int, *, elder: bool, band: Band) -> list[Part]:
    find = recordings(band).sound_for_elders if elder else recordings(band).sound
    pieces = recordings(band).cut(language, reading.read(fen, "money", language)) or ()
    return [Part(sound=find(language, piece.words), pause=piece.pause) for piece in pieces]


def largest_step(sound: bytes, band: Band) -> int:
    """The largest difference between one sample and the next."""
    return max(abs(before - after) for before, after in pairwise(band.decoded(sound)))


def longest_pause(sound: bytes, band: Band) -> float:
    """Seconds of the longest stretch without speech."""
    samples, frame = band.decoded(sound), round(FRAME * band.rate)
    heights = [max(map(abs, samples[at : at + frame])) for at in range(0, len(samples), frame)]
    longest = quiet = 0
    for height in heights:
        quiet = quiet + 1 if height < SILENT * max(heights) else 0
        longest = max(longest, quiet)
    return longest * FRAME


@given(languages, amounts, st.booleans(), bands)
def test_no_join_of_an_amount_steps_further_than_the_speech_itself(
    language: str, fen: int, elder: bool, band: Band
) -> None:
    parts = parts_of(language, fen, elder=elder, band=band)
    inside = max(largest_step(part.sound, band) for part in parts)
    assert largest_step(splice(parts, elder=elder, band=band), band) <= inside


@given(languages, amounts, st.booleans(), bands)
def test_an_amount_is_said_without_a_pause_longer_than_150_ms(language: str, fen: int, elder: bool, band: Band) -> None:
    parts = parts_of(language, fen, elder=elder, band=band)
    assert longest_pause(splice(parts, elder=elder, band=band), band) <= LONGEST_PAUSE
