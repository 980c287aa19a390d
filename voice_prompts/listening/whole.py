"""Words said by the engine in one go, as nobody hears them on the line: what the recordings are held to.

It needs the voices that `make prompts` fetches, too.
"""

from collections.abc import Mapping
from pathlib import Path

from voice_prompts.rendering.jobs import PHONEMES
from voice_prompts.rendering.kept import Kept
from voice_prompts.rendering.kokoro import Kokoro
from voice_prompts.rendering.recipe import SPEEDS, VOICES
from voice_prompts.rendering.sound import levelled, telephone


class Whole:
    """The engine of the recordings; what it said is kept in `kept`."""

    def __init__(self, voices: Path, kept: Path) -> None:
        self._engine = Kept(Kokoro(voices=voices), kept)

    def said(self, language: str, words: str, voices: Mapping[str, str] = VOICES) -> bytes:
        """Words in one go, mu-law, by one of `voices`. Raises EngineError where they, it or the engine is absent."""
        sound = self._engine.say(PHONEMES[language](words), voice=voices[language], speed=SPEEDS[language])
        return telephone(levelled(sound))
