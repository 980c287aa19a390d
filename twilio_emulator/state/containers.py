"""Lists, dictionaries, sets and deques that tell when they are changed: what is within a record of a watched store."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

CHANGING: dict[type, tuple[str, ...]] = {
    list: ("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "__setitem__", "__delitem__",
           "__iadd__", "__imul__"),
    dict: ("__setitem__", "__delitem__", "pop", "popitem", "clear", "update", "setdefault", "__ior__"),
    set: ("add", "discard", "remove", "pop", "clear", "update", "difference_update", "intersection_update",
          "symmetric_difference_update", "__ior__", "__iand__", "__isub__", "__ixor__"),
    deque: ("append", "appendleft", "extend", "extendleft", "insert", "remove", "pop", "popleft", "clear", "rotate",
            "reverse", "__setitem__", "__delitem__", "__iadd__", "__imul__"),
}  # fmt: skip
"""What changes a container within a record."""


def _nothing() -> None:
    """What a container calls that is made and not yet watched."""


def _watched(base: type) -> type:
    """Return a class like ``base`` whose instances call ``changed`` after every change."""

    def noted(name: str) -> Callable[..., Any]:
        change = getattr(base, name)

        def changing(self: Any, *args: Any, **named: Any) -> Any:
            done = change(self, *args, **named)
            self.changed()
            return done

        return changing

    def like_the_base(self: Any, protocol: Any) -> Any:  # a copy is nobody's
        return base(self).__reduce_ex__(protocol)

    body = {"changed": staticmethod(_nothing), "__reduce_ex__": like_the_base}
    return type(base.__name__, (base,), body | {name: noted(name) for name in CHANGING[base]})


_WATCHED = {base: _watched(base) for base in CHANGING}


def base_of(kind: type) -> type | None:
    """Return which kind of container this is, ``None`` where it is none that can be watched."""
    return next((base for base in CHANGING if issubclass(kind, base)), None)


def watched(value: Any, base: type, mark: Callable[[Any], None], root: Any) -> Any:
    """Return a container like ``value`` that calls ``mark(root)`` when it is changed; itself where it does already."""
    kind: Any = _WATCHED[base]
    if type(value) is kind and value.changed.args == (root,):
        return value
    made = kind(value, value.maxlen) if isinstance(value, deque) else kind(value)
    made.changed = partial(mark, root)
    return made
