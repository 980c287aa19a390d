"""What can be wrong with the tables.

ValueError
└── TableError   a cue of `intents.toml` or a line of `words.toml` that cannot be read
"""


class TableError(ValueError):
    """A cue or a word that cannot be read; the message names it."""
