"""How every phrase is said: by which engine, in which voice, at which pace, alone or with commas."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from voice_prompts.phrases import FRAGMENT
from voice_prompts.rendering.manners import MANNERS

ENGINE: Final = "kokoro-82m-v1.0-int8"
"""What the manifest calls the engine."""
MODEL: Final = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""SHA-256 of its model."""
FORM: Final = 3
"""Counts up when trimming, levelling or a format changes, so that every recording is made anew."""
VOICES: Final[Mapping[str, str]] = {"zh-CN": "zm_yunjian", "en": "af_heart"}
"""By language, the voice (docs/recordings.md says why)."""
SECOND_VOICES: Final[Mapping[str, str]] = {"zh-CN": "zf_xiaoxiao", "en": "af_bella"}
"""By language, the voice that a prompt is tried with when the first is not understood (issue 13)."""
CHECKSUMS: Final[Mapping[str, str]] = {
    "zm_yunjian": "de48a00bdbf3649f07162269a2b6e0513604389bfac8a2e6c75cb34b323ad6fa",
    "af_heart": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
    "zf_xiaoxiao": "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169",
    "af_bella": "f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b",
}
"""By voice, its SHA-256."""
SPEEDS: Final[Mapping[str, float]] = {"zh-CN": 1.0, "en": 1.05}
"""By language, the pace: about five syllables a second in Mandarin, about 190 words a minute in English."""
PIECES: Final = frozenset({FRAGMENT, "region", "name"})
"""What is said in the middle of a sentence."""
SHORT: Final[Mapping[str, int]] = {"zh-CN": 2, "en": 8}
"""By language, the characters up to which a part of a sentence is taken to be in its middle."""
BEFORE: Final[Mapping[str, str]] = {"zh-CN": "", "en": ", "}
"""By language, what a piece of a value is said after: the Mandarin voice slurs what comes behind a comma."""
ORDER: Final = "请按"
"""What a piece begins with that ends its sentence: 请按一."""
_ENDS = "。！？.!?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a phrase is said: `voice` and `speed` for the engine, `before` and `after` it a comma.

    With a comma the voice neither starts nor ends a sentence, which is how a number sounds inside an amount.
    """

    voice: str
    speed: float
    before: str
    after: str

    def spoken(self, phonemes: str) -> str:
        """What the engine gets for these phonemes; nothing is added to what ends in a full stop of its own."""
        return phonemes if phonemes.endswith(".") else self.before + phonemes + self.after


def recipe(language: str, words: str, ids: Collection[str]) -> Recipe:
    """How to say a phrase that these prompts use, or that is a piece: `ids` are prompts' ids, PIECES, or both."""
    voice = VOICES[language]
    if words in MANNERS:
        manner = MANNERS[words]
        return Recipe(voice=voice, speed=manner.speed, before=manner.before, after=manner.after)
    piece = all(id in PIECES for id in ids)
    value = set(ids) == {FRAGMENT}
    ends = words[-1:] in _ENDS
    if piece and words.startswith(ORDER):
        return Recipe(voice=voice, speed=SPEEDS[language], before="", after=".")
    return Recipe(
        voice=voice,
        speed=SPEEDS[language],
        before=BEFORE[language] if value else ", " if piece or (len(words) <= SHORT[language] and not ends) else "",
        after="" if ends else ",",
    )


def wanted(said: Mapping[str, Collection[str]], also: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """The phrases to record and what each is for, out of what prompts say and of `also`: words, and where from."""
    more = {words: (source,) for words, source in also.items() if words not in said}
    return {words: tuple(ids) for words, ids in said.items()} | more
