"""Make `docs/sounds/balance.mp3` anew: the call at the top of the README, as its caller hears it, keys between.

`python -m docs.sample_call`, after `make prompts`; it needs nothing but the recordings.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from twilio_emulator.sound import signals
from voice_prompts import LANGUAGES
from voice_prompts.mulaw import DECODED, RATE
from voice_prompts.recorded import Recordings
from voice_prompts.rendering.files import mp3
from voice_prompts.splicing import Part, splice

ROOT: Final = Path(__file__).parent.parent
SOUND: Final = ROOT / "docs" / "sounds" / "balance.mp3"
BEFORE_A_KEY: Final = 0.6
"""Seconds until somebody who has heard enough presses a key."""
_LINE: Final = re.compile(r"^\d\d:\d\d\.\d (« |» presses )(.+)$", re.MULTILINE)


def transcript() -> str:
    """The call that the README shows."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return readme.partition("```text\n")[2].partition("```")[0]


def heard(recordings: Recordings, words: str) -> array[int]:
    """A line's words as they are played, in samples; raises ValueError for words without a recording."""
    for language in LANGUAGES:
        if pieces := recordings.cut(language, words):
            sound = splice(Part(sound=recordings.sound(language, one.words), pause=one.pause) for one in pieces)
            return array("h", (DECODED[byte] for byte in sound))
    raise ValueError(f"nobody has recorded {words!r}")


def call() -> Iterator[array[int]]:
    """The sounds of the call, one after the other."""
    recordings = Recordings()
    silence = array("h", bytes(2 * round(BEFORE_A_KEY * RATE)))
    for who, words in _LINE.findall(transcript()):
        yield heard(recordings, words) if who.startswith("«") else array("h", signals.keys(words).samples)
        yield silence


def main() -> None:
    """Write the file."""
    whole = array("h")
    for sound in call():
        whole.extend(sound)
    SOUND.parent.mkdir(exist_ok=True)
    SOUND.write_bytes(mp3(whole.tobytes(), "12393", RATE))


if __name__ == "__main__":
    main()
