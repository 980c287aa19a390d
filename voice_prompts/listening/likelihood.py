"""What the Whisper model that `recogniser.py` loads makes of sentences it is told of, wholly or as far as an amount.

It needs the optional extra `listen`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

import numpy as np
from ctranslate2 import StorageView
from faster_whisper.audio import decode_audio, pad_or_trim
from faster_whisper.tokenizer import Tokenizer

RATE: Final = 16_000
"""Samples a second that the model takes."""
AT_ONCE: Final = 8
"""Sentences that are weighed together: more are no faster, and take memory."""
WAYS: Final = 24
"""In which a sentence is gone on with at most."""
_IMPOSSIBLE = 1e-12
"""Below this a probability counts as this much, so that it has a logarithm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """The first half minute of a sound as the model takes it, `frames` of it sound, and what writes its language."""

    features: Any
    frames: int
    tokenizer: Tokenizer
    language: str

    @property
    def start(self) -> list[int]:
        """What stands before the words."""
        return [*self.tokenizer.sot_sequence, self.tokenizer.no_timestamps]

    def tokens(self, words: str) -> list[int]:
        """The tokens of words that begin a sentence."""
        return list(self.tokenizer.encode(words if self.language == "zh" else f" {words}"))


def likelihoods(model: Any, language: str, file: IO[bytes], among: Sequence[str]) -> list[float]:
    """The logarithm of every sentence's probability, given the first half minute of a sound file.

    That of a sentence is the product of its tokens', each given the sound and the tokens before it. So what the model
    expects of the language is in it, too; it cannot be told that all the sentences are expected alike.
    """
    sound = _heard(model, language, file)
    written = [sound.tokens(one) for one in among]
    weights: list[float] = []
    for first in range(0, len(written), AT_ONCE):
        some = written[first : first + AT_ONCE]
        copies = StorageView.from_array(np.repeat(sound.features, len(some), axis=0))
        found = model.model.align(copies, sound.start, some, [sound.frames] * len(some))
        weights += [sum(math.log(max(chance, _IMPOSSIBLE)) for chance in one.text_token_probs) for one in found]
    return weights


def continuations(model: Any, language: str, file: IO[bytes], before: str, signs: str) -> list[str]:
    """How a Mandarin sentence that begins with `before` goes on in a sound file, the likeliest first, WAYS at most.

    Written with nothing but the tokens of `signs`. The model ends where it likes.
    """
    sound = _heard(model, language, file)
    begun = sound.tokens(before)
    allowed = {token for sign in signs for token in sound.tokenizer.encode(sign)}
    found = model.model.generate(
        StorageView.from_array(sound.features),
        [[*sound.start, *begun]],
        beam_size=WAYS,
        num_hypotheses=WAYS,
        suppress_blank=False,
        suppress_tokens=[token for token in range(sound.tokenizer.eot) if token not in allowed],
    )
    written = [
        sound.tokenizer.decode([token for token in one if token < sound.tokenizer.eot])
        for one in found[0].sequences_ids
    ]
    return [one.removeprefix(before) for one in written]


def _heard(model: Any, language: str, file: IO[bytes]) -> _Heard:
    code = language.partition("-")[0]
    features = model.feature_extractor(decode_audio(file, sampling_rate=RATE))
    return _Heard(
        # The silence up to the half minute stays: without it the model, which knows no other length, hears worse.
        features=np.array(model.encode(pad_or_trim(features))),
        frames=features.shape[-1],
        tokenizer=Tokenizer(model.hf_tokenizer, True, task="transcribe", language=code),
        language=code,
    )
