"""What can go wrong between an id and its words.

PromptError            the words cannot be given
└── ReadingError       a value cannot be read aloud: wrong type, out of range, malformed
"""


class PromptError(ValueError):
    """A prompt cannot be given: unknown id or language, a missing or unknown value, malformed words."""


class ReadingError(PromptError):
    """A value cannot be read aloud: its type, range or shape is not one the reader knows."""
