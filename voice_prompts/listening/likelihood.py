"""How likely sentences are to be what a sound says, by the Whisper model that `recogniser.py` loads.

It needs the optional extra `listen`.
"""

import math
from collections.abc import Sequence
from typing import IO, Any, Final

import numpy as np
from ctranslate2 import StorageView
from faster_whisper.audio import decode_audio, pad_or_trim
from faster_whisper.tokenizer import Tokenizer

RATE: Final = 16_000
"""Samples a second that the model takes."""
AT_ONCE: Final = 8
"""Sentences that are weighed together: more are no faster, and take memory."""
_IMPOSSIBLE = 1e-12
"""Below this a probability counts as this much, so that it has a logarithm."""


def likelihoods(model: Any, language: str, file: IO[bytes], among: Sequence[str]) -> list[float]:
    """The logarithm of every sentence's probability, given the first half minute of a sound file.

    That of a sentence is the product of its tokens', each given the sound and the tokens before it. So what the model
    expects of the language is in it, too; it cannot be told that all the sentences are expected alike.
    """
    code = language.partition("-")[0]
    tokenizer = Tokenizer(model.hf_tokenizer, True, task="transcribe", language=code)
    start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    features = model.feature_extractor(decode_audio(file, sampling_rate=RATE))
    # The silence up to the half minute stays: without it the model, which knows sound of no other length, hears worse.
    heard = np.array(model.encode(pad_or_trim(features)))
    written = [tokenizer.encode(one if code == "zh" else f" {one}") for one in among]
    weights: list[float] = []
    for first in range(0, len(written), AT_ONCE):
        some = written[first : first + AT_ONCE]
        copies = StorageView.from_array(np.repeat(heard, len(some), axis=0))
        found = model.model.align(copies, start, some, [features.shape[-1]] * len(some))
        weights += [sum(math.log(max(chance, _IMPOSSIBLE)) for chance in one.text_token_probs) for one in found]
    return weights
