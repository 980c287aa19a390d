"""The words of an answer said by the engine in one go, as nobody hears them on the line: what joined ones are held to.

It needs the voices that `make prompts` fetches, too.
"""

from pathlib import Path

from voice_prompts.rendering.jobs import PHONEMES
from voice_prompts.rendering.kept import Kept
from voice_prompts.rendering.kokoro import Kokoro
from voice_prompts.rendering.recipe import SPEEDS, VOICES
from voice_prompts.rendering.sound import levelled, telephone


class Whole:
    """The engine of the recordings, in their voices; what it said is kept in `kept`."""

    def __init__(self, voices: Path, kept: Path) -> None:
        self._engine = Kept(Kokoro(voices=voices), kept)

    def said(self, language: str, words: str) -> bytes:
        """Words in one go, mu-law. Raises EngineError where they or the engine cannot be had."""
        sound = self._engine.say(PHONEMES[language](words), voice=VOICES[language], speed=SPEEDS[language])
        return telephone(levelled(sound))
