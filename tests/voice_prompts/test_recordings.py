"""The recordings that are committed: as many as there is to say, what they say, how loud, how long, how large.

No model is needed here; the sound itself is judged by `make listen`.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from hotline.recorded_words import recorded_words
from voice_prompts import LANGUAGES, RecordingError, mp3
from voice_prompts.mulaw import DECODED, RATE
from voice_prompts.phrases import FRAGMENT, sources
from voice_prompts.recorded import FOLDER, Recordings, slug
from voice_prompts.rendering import manifest
from voice_prompts.rendering.jobs import Job, prune, sorted_out
from voice_prompts.rendering.loudness import SILENT, TARGET, TOLERANCE, loudness
from voice_prompts.rendering.manifest import Row, checksum
from voice_prompts.rendering.manners import MANNERS
from voice_prompts.rendering.places import spelt_in_pinyin
from voice_prompts.rendering.recipe import ENGINE, FORM, MODEL, recipe, wanted

MOST_BYTES = 30_000_000
"""Of both languages together (issue 13)."""
MOST_SILENCE = 0.015
"""Seconds at either end."""
MOST_UNHEARD = 0.075
"""Seconds on the telephone, which carries little of an s."""
QUIET = 64
"""The loudest 16-bit sample that counts as silence."""
FULL = 32768
SPREAD = 12
"""Every so many-th recording is measured again in the quick tests."""


@cache
def rows(language: str) -> Mapping[str, Row]:
    return manifest.read(FOLDER, language)


@cache
def to_record(language: str) -> Mapping[str, tuple[str, ...]]:
    return wanted(sources(language), recorded_words(language))


@cache
def recordings() -> Recordings:
    return Recordings()


def sound_of(language: str, row: Row) -> bytes:
    return recordings().sound(language, row.words)


def spread(language: str) -> list[Row]:
    return list(rows(language).values())[::SPREAD]


@cache
def wide(language: str, name: str, seconds: float) -> array[int]:
    return mp3.samples((FOLDER / language / f"{name}.mp3").read_bytes(), seconds)


def wide_of(language: str, row: Row) -> array[int]:
    return wide(language, row.slug, row.seconds)


def row_of(job: Job, file: bytes) -> Row:
    return Row(
        slug=slug(job.words),
        words=job.words,
        ids=job.ids,
        voice=job.recipe.voice,
        speed=job.recipe.speed,
        engine=ENGINE,
        model=MODEL,
        form=FORM,
        spoken=job.spoken,
        seconds=0.1,
        loudness=TARGET,
        mp3=checksum(file),
    )


def job_of(words: str, spoken: str) -> Job:
    ids = (FRAGMENT,)
    return Job(language="en", words=words, ids=ids, spoken=spoken, recipe=recipe("en", words, ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_to_be_recorded_is_and_nothing_is_that_nobody_says(language: str) -> None:
    listed, asked = rows(language), to_record(language)
    assert [words for words in asked if words not in listed] == [], "`make prompts` renders what is missing"
    assert [words for words in listed if words not in asked] == [], "`make prompts` removes what is orphaned"
    assert {words: row.ids for words, row in listed.items()} == asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_recording_is_of_the_pinned_engine_in_the_voice_and_at_the_pace_of_its_kind(language: str) -> None:
    assert [
        row.words
        for row in rows(language).values()
        if not row.follows(recipe(language, row.words, row.ids), row.spoken)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_those_that_the_manifest_names_byte_for_byte(language: str) -> None:
    named = {f"{row.slug}.mp3": row.mp3 for row in rows(language).values()}
    assert {file.name: checksum(file.read_bytes()) for file in (FOLDER / language).iterdir()} == named


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_an_mp3_in_a_wide_band_with_its_words_in_the_title(language: str) -> None:
    for words, row in rows(language).items():
        file = (FOLDER / language / f"{row.slug}.mp3").read_bytes()
        text = b"\x03" + words.encode()
        assert row.slug == slug(words)
        assert file[:20].startswith(b"ID3\x04"), words
        assert file[10:14] == b"TIT2", words
        assert file[20:].startswith(text), words
        sync, kind, rest, channels = file[20 + len(text) :][:4]
        assert (sync, kind & 0b11111110) == (0xFF, 0b11110010), f"{words}: not MPEG-2, layer III"
        assert rest == 0b01001000 | rest & 0b11, f"{words}: not 32 kbit/s at 16 kHz"
        assert channels >> 6 == 0b11, f"{words}: not of one channel"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_recording_is_as_long_as_listed(language: str) -> None:
    for row in rows(language).values():
        assert len(wide_of(language, row)) == round(row.seconds * mp3.RATE), row.words
    for row in spread(language):
        assert len(sound_of(language, row)) == round(row.seconds * RATE), row.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_begins_or_ends_with_more_than_fifteen_milliseconds_of_silence(language: str) -> None:
    most = MOST_SILENCE * mp3.RATE
    for words, row in rows(language).items():
        loud = [abs(sample) > QUIET for sample in wide_of(language, row)]
        assert any(loud), words
        assert loud.index(True) <= most, words
        assert loud[::-1].index(True) <= most, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_telephone_does_not_carry_of_the_ends_of_a_spread_of_recordings_is_short(language: str) -> None:
    most_is_heard(language, spread(language))


@pytest.mark.endurance
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_telephone_does_not_carry_of_the_ends_of_every_recording_is_short(language: str) -> None:
    most_is_heard(language, list(rows(language).values()))


def most_is_heard(language: str, some: list[Row]) -> None:
    most = MOST_UNHEARD * RATE
    for row in some:
        loud = [abs(DECODED[byte]) > QUIET for byte in sound_of(language, row)]
        assert loud.index(True) <= most, row.words
        assert loud[::-1].index(True) <= most, row.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_lists_every_loudness_within_one_lu_of_the_target(language: str) -> None:
    assert [row.words for row in rows(language).values() if abs(row.loudness - TARGET) > TOLERANCE] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_spread_of_recordings_is_as_loud_as_listed(language: str) -> None:
    measure_again(language, spread(language))


@pytest.mark.endurance
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_recording_is_as_loud_as_listed(language: str) -> None:
    measure_again(language, list(rows(language).values()))


def measure_again(language: str, some: list[Row]) -> None:
    for row in some:
        found = loudness([DECODED[byte] / FULL for byte in sound_of(language, row)], RATE)
        assert found == pytest.approx(row.loudness, abs=0.02), row.words


def test_there_is_nothing_beside_the_languages_that_are_recorded() -> None:
    expected = {*LANGUAGES, *(f"manifest.{language}.json" for language in LANGUAGES)}
    assert {entry.name for entry in FOLDER.iterdir()} == expected


def test_all_recordings_together_are_smaller_than_thirty_megabytes() -> None:
    assert sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()) < MOST_BYTES


@pytest.mark.parametrize(
    ("language", "part", "spoken"),
    [
        ("zh-CN", "重听请按", "ꭧʰʊ↗ŋtʰi→ŋ"),  # chóng tīng
        ("zh-CN", "井号键", "ʨi↓ŋxau↘ʨjɛ↘n"),
        ("zh-CN", "星号键", "ɕi→ŋxau↘ʨjɛ↘n"),
        ("zh-CN", "最后一位是X的", "ˈɛks"),
        ("zh-CN", "曾女士", "ʦə→ŋ"),  # zēng
        ("zh-CN", "长治市", "ꭧʰa↗ŋ"),  # cháng
        ("en", "ID number", "ˌIdˈi"),
        ("en", "refund", "ɹˈifˌʌnd"),
        ("en", "arranged", "əɹˈAnʤd"),
        ("en", "reimbursed", "ɹˌiəmbˈɜɹst"),
        ("en", "policies", "pˈɑləsiz"),
    ],
)
def test_what_dictionaries_read_wrongly_or_not_at_all_is_read_as_people_say_it(
    language: str, part: str, spoken: str
) -> None:
    listed = rows(language).items()
    said = [row.spoken for words, row in listed if part == words or (len(part) > 2 and part in words)]
    assert said
    assert all(spoken in phonemes for phonemes in said)


@pytest.mark.parametrize(
    ("name", "spoken"),
    [("Ningbo", "nɪŋˈbO"), ("Xi'an", "ʃiˈɑn"), ("Shizuishan", "ʃɜɹdzwAˈʃɑn"), ("Kashgar", "kˈæʃɡɑɹ"), ("Smith", None)],
)
def test_a_place_is_said_by_its_pinyin_and_what_is_no_pinyin_is_not(name: str, spoken: str | None) -> None:
    assert spelt_in_pinyin(name) == spoken


def test_words_of_the_hotlines_own_are_recorded_once_and_a_prompts_words_as_the_prompts() -> None:
    more = {"乙": "policy", "丙": "region", "甲": "name"}
    assert wanted({"甲": ("a",)}, more) == {"甲": ("a",), "乙": ("policy",), "丙": ("region",)}


@pytest.mark.parametrize(
    ("words", "ids", "before", "after"),
    [
        ("人工服务，请按零。", ("menu.main",), "", ""),
        ("您的医保个人账户余额", ("balance",), "", ","),
        ("和", ("balance",), ", ", ","),
        ("五角六分", (FRAGMENT,), "", ","),
        ("宁波市", ("region",), ", ", ","),
        ("五角六分", (FRAGMENT, "balance"), "", ","),
        ("请按一", (FRAGMENT,), "", "."),
        ("请按", ("hearing.choice",), ", ", ","),
    ],
)
def test_what_is_said_inside_a_sentence_is_said_with_commas(
    words: str, ids: tuple[str, ...], before: str, after: str
) -> None:
    found = recipe("zh-CN", words, ids)
    assert (found.before, found.after) == (before, after)


def test_single_phrases_are_said_in_a_manner_of_their_own_as_long_as_somebody_says_them() -> None:
    assert recipe("zh-CN", "工单", ("ticket.state",)).before == MANNERS["工单"].before == ", "
    assert [words for words in MANNERS if words not in to_record("zh-CN")] == []
    assert {manner.speed for manner in MANNERS.values()} <= {0.9, 0.95, 1.0, 1.05, 1.1}


def test_a_phrase_whose_reading_changed_is_rendered_again_and_any_other_is_kept(tmp_path: Path) -> None:
    kept, changed, new = job_of("one", ", wˈʌn,"), job_of("two", ", tˈu,"), job_of("three", ", θɹˈi,")
    listed = [row_of(kept, b"one"), row_of(job_of("two", ", tˈoo,"), b"two")]
    (tmp_path / "en").mkdir()
    for row in listed:
        (tmp_path / "en" / f"{row.slug}.mp3").write_bytes(row.words.encode())
    manifest.write(tmp_path, "en", listed)
    found, again = sorted_out(tmp_path, "en", [kept, changed, new])
    assert again == [changed, new]
    assert list(found) == ["one", "two"], "the outdated one serves until it is made again"


def test_a_file_that_is_lost_or_altered_is_rendered_again(tmp_path: Path) -> None:
    lost, altered = job_of("one", ", wˈʌn,"), job_of("two", ", tˈu,")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / f"{slug('two')}.mp3").write_bytes(b"altered")
    manifest.write(tmp_path, "en", [row_of(lost, b"one"), row_of(altered, b"two")])
    assert sorted_out(tmp_path, "en", [lost, altered]) == ({}, [lost, altered])


def test_files_that_no_row_names_are_removed(tmp_path: Path) -> None:
    row = row_of(job_of("one", ", wˈʌn,"), b"one")
    for name in (f"{row.slug}.mp3", "stray.mp3"):
        (tmp_path / name).touch()
    prune(tmp_path, [row])
    assert [file.name for file in tmp_path.iterdir()] == [f"{row.slug}.mp3"]


def test_a_manifest_comes_back_as_it_was_written_with_a_line_for_every_row(tmp_path: Path) -> None:
    written = [row_of(job_of(words, words), b"") for words in ("two", "one")]
    manifest.write(tmp_path, "en", written)
    assert manifest.read(tmp_path, "en") == {row.words: row for row in written}
    lines = manifest.file_of(tmp_path, "en").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line.rstrip(","))["slug"] for line in lines[1:-1]] == sorted(row.slug for row in written)


@pytest.mark.parametrize("content", ["{", "[1]", '[{"words": "one", "ids": []}]'])
def test_a_file_that_is_no_manifest_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    manifest.file_of(tmp_path, "en").write_text(content, encoding="utf-8")
    with pytest.raises(RecordingError, match="is no manifest"):
        manifest.read(tmp_path, "en")


@pytest.mark.parametrize(("rate", "decibels"), [(48_000, 0.0), (48_000, -20.0), (16_000, 0.0), (8_000, -20.0)])
def test_a_tone_is_as_loud_as_the_standard_says(rate: int, decibels: float) -> None:
    """BS.1770-4: a sine of 997 Hz at full scale on one channel is at -3.01 LKFS."""
    height = 10 ** (decibels / 20)
    tone = [height * math.sin(2 * math.pi * 997 * at / rate) for at in range(3 * rate)]
    assert loudness(tone, rate) == pytest.approx(-3.01 + decibels, abs=0.1)


def test_pauses_do_not_count_and_a_short_sound_is_measured_as_if_it_went_on() -> None:
    tone = [0.1 * math.sin(2 * math.pi * 997 * at / RATE) for at in range(3 * RATE)]
    assert loudness([*tone, *[0.0] * (3 * RATE)], RATE) == pytest.approx(loudness(tone, RATE), abs=0.3)
    assert loudness(tone[: RATE // 5], RATE) == pytest.approx(loudness(tone, RATE), abs=0.3)


def test_silence_has_the_loudness_of_silence() -> None:
    assert loudness([], RATE) == SILENT
    assert loudness([0.0] * RATE, RATE) == SILENT
