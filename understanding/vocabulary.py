"""Which words of a text the tables do not know."""

import re
from functools import cache

from understanding.table import grammar, rows, words


def unknown_in(text: str) -> str:
    """Words of at least two Chinese characters that no table holds, one after the other; empty where all are known.

    Where `text` has been rid of regions and periods, these do not count. A single character is nobody's word.
    """
    left = _known().sub("\0", text)
    return "".join(_WORD.findall(left))


_WORD = re.compile("[\u4e00-\u9fff]{2,}")


@cache
def _known() -> re.Pattern[str]:
    """Every word of the tables, the longest first, and the signs of the grammar."""
    said = set(words().meant.values()) | set(grammar().words)
    for row in rows():
        for cue in row.cues:
            for term in cue.terms:
                said.update(term.parts)
    for subject in (*words().topics, *words().guides):
        for term in subject.terms:
            said.update(term.parts)
    longest_first = sorted((word for word in said if len(word) > 1), key=len, reverse=True)
    return re.compile(f"{'|'.join(map(re.escape, longest_first))}|[{re.escape(grammar().signs)}]")
