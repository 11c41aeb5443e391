"""How a command of the embedded engine fails."""

from __future__ import annotations

__all__ = ["CommandFailure"]


class CommandFailure(Exception):  # noqa: N818 - it is not an error in the engine, but the outcome of a command
    """The command ends with a status other than 0, and this text on its standard error."""
