"""Names in pinyin, said with English sounds: Qinhuangdao as an English newsreader says it."""

import re
from collections.abc import Mapping
from typing import Final

FOREIGN: Final[Mapping[str, str]] = {
    "Aksu": "ˈɑksu", "Altay": "ɑltˈI", "Alxa": "ˈɑlʃɑ", "Bortala": "bɔɹtˈɑlə", "Garze": "ɡˈɑɹdzə", "Golog": "ɡˈOlɔɡ",
    "Hulunbuir": "hˌulʊnbwˈɪɹ", "Karamay": "kˌɑɹəmˈI", "Kashgar": "kˈæʃɡɑɹ", "Kizilsu": "kˌɪzɪlsˈu", "Nagqu": "nˈɑkʧu",
    "Ngari": "ŋˈɑɹi", "Nur": "nˈʊɹ", "Nyingchi": "njˈɪŋʧi", "Ordos": "ˈɔɹdOs", "Qamdo": "ʧˈɑmdO",
    "Shigatse": "ʃɪɡˈɑtsə", "Turpan": "tˈʊɹpɑn", "Ulanqab": "ˌulɑnʧˈɑb", "Xilingol": "ʃˌilɪŋɡˈOl",
}  # fmt: skip
"""Names that are not pinyin."""
INITIALS: Final[Mapping[str, str]] = {
    "zh": "ʤ", "ch": "ʧ", "sh": "ʃ", "b": "b", "p": "p", "m": "m", "f": "f", "d": "d", "t": "t", "n": "n", "l": "l",
    "g": "ɡ", "k": "k", "h": "h", "j": "ʤ", "q": "ʧ", "x": "ʃ", "r": "ɹ", "z": "dz", "c": "ts", "s": "s", "w": "w",
    "y": "j", "": "",
}  # fmt: skip
"""How a syllable begins."""
FINALS: Final[Mapping[str, str]] = {
    "a": "ɑ", "ai": "I", "an": "ɑn", "ang": "ɑŋ", "ao": "W", "e": "ʌ", "ei": "A", "en": "ʌn", "eng": "ʌŋ", "er": "ɑɹ",
    "i": "i", "ia": "iɑ", "ian": "iɛn", "iang": "iɑŋ", "iao": "iW", "ie": "iɛ", "in": "ɪn", "ing": "ɪŋ", "iong": "iʊŋ",
    "iu": "iO", "o": "O", "ong": "ʊŋ", "ou": "O", "u": "u", "ua": "wɑ", "uai": "wI", "uan": "wɑn", "uang": "wɑŋ",
    "ue": "wɛ", "ui": "wA", "un": "wʌn", "uo": "wO",
}  # fmt: skip
"""How it ends."""
_HUMMED = {"zhi": "ʤɜɹ", "chi": "ʧɜɹ", "shi": "ʃɜɹ", "ri": "ɹɜɹ", "zi": "dzə", "ci": "tsə", "si": "sə"}
_GLIDING = {"yi": "i", "yin": "ɪn", "ying": "ɪŋ", "yan": "jɛn", "you": "jO", "yu": "ju", "yuan": "juɑn", "yun": "jun",
            "yue": "juɛ", "wu": "wu", "nv": "nu", "lv": "lu"}  # fmt: skip
_SYLLABLE = "|".join(
    sorted(({first + last for first in INITIALS for last in FINALS} | set(_GLIDING)) - {""}, key=lambda one: -len(one))
)
_WORD = re.compile(rf"(?:(?:{_SYLLABLE})'?)+")
_PARTS = re.compile(rf"({_SYLLABLE})(?='?(?:(?:{_SYLLABLE})'?)*$)'?")


def spelt_in_pinyin(name: str) -> str | None:
    """The phonemes of a name, or None where it is neither foreign nor pinyin."""
    small = name.lower()
    if name in FOREIGN:
        return FOREIGN[name]
    if not _WORD.fullmatch(small):
        return None
    syllables = [_syllable(found) for found in _PARTS.findall(small)]
    *before, last = syllables
    return "".join(before) + "ˈ" + last


def _syllable(spelt: str) -> str:
    for table in (_HUMMED, _GLIDING):
        if spelt in table:
            return table[spelt]
    first = next(sound for sound in INITIALS if spelt.startswith(sound) and spelt.removeprefix(sound) in FINALS)
    return INITIALS[first] + FINALS[spelt.removeprefix(first)]
