"""Reading a container's environment as its launcher does: typed values, or the launcher's complaint."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pluto_py.local.textgen.container import ContainerError

__all__ = ["Environment"]

_TRUE, _FALSE = ("true", "1", "yes", "y", "on"), ("false", "0", "no", "n", "off", "")


class Environment:
    """A view of environment variables; a value that a reader cannot take raises `ContainerError`."""

    def __init__(self, variables: Mapping[str, str]):
        self._variables = variables

    def text(self, name: str) -> str | None:
        """The value, None if it is not set or empty (the images' start scripts test for emptiness)."""
        return self._variables.get(name) or None

    def count(self, name: str) -> int | None:
        """A whole number of at least 0."""
        value = self.text(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit()):
            raise ContainerError(
                f"error: invalid value '{value}' for '{name}': invalid digit found in string"
            )
        return int(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """`true`/`false` and their usual spellings."""
        value = self._variables.get(name)
        if value is None:
            return default
        if value.lower() in _TRUE:
            return True
        if value.lower() in _FALSE:
            return False
        raise ContainerError(f"error: invalid value '{value}' for '{name}': value was not a boolean")

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """One of some values."""
        value = self.text(name)
        if value is not None and value not in allowed:
            raise ContainerError(
                f"error: invalid value '{value}' for '{name}' [possible values: {', '.join(allowed)}]"
            )
        return value
