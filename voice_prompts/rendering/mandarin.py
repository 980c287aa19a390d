"""Mandarin words to the phonemes that Kokoro learnt: words are parted by jieba, read by pypinyin, written by misaki."""

import logging
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from voice_prompts.rendering.errors import EngineError

READINGS: Final[Mapping[str, str]] = {
    "一月": "yi1 yue4", "十一月": "shi2 yi1 yue4", "十一点": "shi2 yi1 dian3", "为准": "wei2 zhun3",
    "井号键": "jing3 hao4 jian4", "星号键": "xing1 hao4 jian4",
    "还款": "huan2 kuan3", "归还": "gui1 huan2", "重听": "chong2 ting1", "重置": "chong2 zhi4", "发卡": "fa1 ka3",
    "供养": "gong1 yang3", "接种": "jie1 zhong4", "切换": "qie1 huan4", "参保": "can1 bao3",
    "长治市": "chang2 zhi4 shi4", "朝阳市": "chao2 yang2 shi4", "漯河市": "luo4 he2 shi4", "济源市": "ji3 yuan2 shi4",
    "昌都市": "chang1 du1 shi4", "锡林郭勒盟": "xi1 lin2 guo1 le4 meng2", "阿勒泰地区": "a1 le4 tai4 di4 qu1",
    "克孜勒苏州": "ke4 zi1 le4 su1 zhou1",
    "任女士": "ren2 nv3 shi4", "任先生": "ren2 xian1 sheng5", "曾女士": "zeng1 nv3 shi4",
    "曾先生": "zeng1 xian1 sheng5", "肖女士": "xiao1 nv3 shi4", "肖先生": "xiao1 xian1 sheng5",
}  # fmt: skip
"""Words that the dictionaries cut or read wrongly, and their reading in pinyin with tones."""
LETTERS: Final[Mapping[str, str]] = {"X": "ˈɛks"}
"""Letters, as phonemes: they are said in English."""
SIGNS: Final[Mapping[str, str]] = {"，": ", ", "、": ", ", "。": ". ", "；": "; ", "：": ": ", "？": "? ", "！": "! "}
"""Signs that are heard as pauses."""
_RUNS = re.compile(r"[\u4e00-\u9fff]+|.")


def phonemes(words: str) -> str:
    """The phonemes of Mandarin words. Raises EngineError for digits, and for signs beyond SIGNS and LETTERS."""
    return "".join(_said(words)).replace("  ", " ").strip()


def pinyin(words: str) -> str:
    """How Mandarin words are read, syllable by syllable with tones, for looking at: `qing3 an4 yi1`."""
    return " ".join(syllable for run in _RUNS.findall(words) for word in _cut(run) for syllable in _read(word))


def _said(words: str) -> Iterator[str]:
    for run in _RUNS.findall(words):
        if run in SIGNS:
            yield SIGNS[run]
        elif run in LETTERS:
            yield f" {LETTERS[run]} "
        elif "\u4e00" <= run[0] <= "\u9fff":
            yield " ".join("".join(_written(syllable) for syllable in _read(word)) for word in _cut(run))
        else:
            raise EngineError(f"{run!r} in {words!r} has no reading in Mandarin")


def _read(word: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    if word in READINGS:
        return READINGS[word].split()
    syllables: list[str] = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    return syllables


@cache
def _written(syllable: str) -> str:
    from misaki.zh import ZHG2P

    written: str = ZHG2P.py2ipa(syllable)
    return written.replace("\u032f", "")  # the arch under a vowel that is no syllable: Kokoro has no sign for it


def _cut(run: str) -> list[str]:
    cut: list[str] = _cutter().lcut(run)
    return cut


@cache
def _cutter() -> Any:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    for word in READINGS:
        cutter.add_word(word)
    return cutter
