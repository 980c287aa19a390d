"""The amounts that one is most easily taken for: one slip away, in a digit or in the place of them all."""

from voice_prompts.reading import MOST_MONEY

_DIGITS = "0123456789"


def neighbours(fen: int) -> tuple[int, ...]:
    """The amounts in fen that differ from this one by a single slip, from the smallest to the largest.

    One digit is another or left out, two beside each other are swapped, or the whole is ten or a hundred times as
    much, a tenth or a hundredth. Never the amount itself, none below zero or beyond MOST_MONEY, each one once.
    """
    figure = str(fen)
    slips = {fen * 10, fen // 10, fen * 100, fen // 100}
    for place, digit in enumerate(figure):
        before, after = figure[:place], figure[place + 1 :]
        slips |= {int(before + other + after) for other in _DIGITS}
        slips.add(int(before + after or "0"))
        slips.add(int(before + after[:1] + digit + after[1:]))
    return tuple(sorted(slip for slip in slips - {fen} if slip <= MOST_MONEY))
