"""What can go wrong between an id and its words, and between words and their recording.

PromptError            the words cannot be given
├── ReadingError       a value cannot be read aloud: wrong type, out of range, malformed
└── RecordingError     a recording is missing or cannot be used

Each has a `fault`, one of a closed set, for whoever has to tell them apart without reading sentences.
"""

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong."""

    UNKNOWN_PROMPT = "unknown_prompt"
    UNKNOWN_LANGUAGE = "unknown_language"
    MALFORMED_WORDS = "malformed_words"
    """The words of a file, or a placeholder in them."""
    MISSING_VALUE = "missing_value"
    EXTRA_VALUE = "extra_value"
    WRONG_TYPE = "wrong_type"
    UNREADABLE_VALUE = "unreadable_value"
    """Of the right type, and out of range or of no shape that is known."""
    RECORDING = "recording"


class PromptError(ValueError):
    """A prompt cannot be given: unknown id or language, a missing or unknown value, malformed words."""

    def __init__(self, sentence: str, fault: Fault = Fault.MALFORMED_WORDS) -> None:
        super().__init__(sentence)
        self.fault = fault


class ReadingError(PromptError):
    """A value cannot be read aloud: its type, range or shape is not one the reader knows."""

    def __init__(self, sentence: str, fault: Fault = Fault.UNREADABLE_VALUE) -> None:
        super().__init__(sentence, fault)


class RecordingError(PromptError):
    """A recording is missing, or is not what it has to be."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, Fault.RECORDING)
