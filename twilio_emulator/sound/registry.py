"""Parts that are chosen by name: those that are built in, and those that other packages bring by entry point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Generic, TypeVar

Part = TypeVar("Part")


class UnknownPart(ValueError):
    """There is no part of this name, or it cannot be loaded; the words say which there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry(Generic[Part]):
    """``built_in`` parts by name, then those of the entry point ``group``; each is called to make one."""

    kind: str
    group: str
    built_in: Mapping[str, Callable[[], Part]]

    def names(self) -> tuple[str, ...]:
        """Return the names there are."""
        found = sorted({one.name for one in entry_points(group=self.group)} - set(self.built_in))
        return (*self.built_in, *found)

    def make(self, name: str) -> Part:
        """Return the part ``name``; raises :class:`UnknownPart`."""
        factory = self.built_in.get(name)
        if factory is None:
            found = entry_points(group=self.group, name=name)
            if not found:
                raise UnknownPart(f"there is no {self.kind} {name!r}; there are {', '.join(self.names())}")
            try:
                factory = next(iter(found)).load()
            except Exception as error:
                raise UnknownPart(f"the {self.kind} {name!r} cannot be loaded: {error}") from error
        try:
            return factory()
        except Exception as error:
            raise UnknownPart(f"the {self.kind} {name!r} cannot be made: {error}") from error
