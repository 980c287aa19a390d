"""What can go wrong while rendering."""


class EngineError(RuntimeError):
    """The engine is absent, not the one that was pinned, or cannot say what it is asked to; says what to do."""
