"""An ear for the tests of the hearing test: no model listens."""

from collections.abc import Sequence
from pathlib import Path

from voice_prompts.listening.command import HearingTest
from voice_prompts.listening.results import Result, result
from voice_prompts.listening.trials import Kind, Trial


class Ear:
    """A recogniser that hears what it is told to, goes on in `ways`, and counts how often it is asked to hear."""

    name = "ear"

    def __init__(self, *heard: str, ways: Sequence[str] = ()) -> None:
        self.heard = list(heard)
        self.ways = ways
        self.asked = 0
        self.befores: list[str] = []

    def hear(self, language: str, sound: bytes) -> str:
        self.asked += 1
        return self.heard[(self.asked - 1) % len(self.heard)]

    def go_on(self, language: str, sound: bytes, before: str, signs: str) -> Sequence[str]:
        self.befores.append(before)
        return [way for way in self.ways if set(way) <= set(signs)]

    def choose(self, language: str, sound: bytes, among: Sequence[str]) -> str:
        self.asked += 1
        return next((one for one in among if one in self.heard), among[0])


def trial(words: str, *fen: int, kind: Kind = Kind.ANSWER, language: str = "zh-CN", name: str = "balance") -> Trial:
    return Trial(language=language, kind=kind, name=name, words=words, amounts=fen)


def judged(words: str, heard: str, *fen: int, language: str = "zh-CN") -> Result:
    return result(trial(words, *fen, language=language), heard, "0.mp3")


def results_of(ear: Ear, trials: Sequence[Trial], folder: Path) -> list[Result]:
    test = HearingTest(
        trials=trials, recogniser=ear, sound=lambda one: one.words.encode() * 400, sounds=folder / "sounds"
    )
    return list(test.results())
