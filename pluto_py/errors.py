"""One error tree: every error says what happened, where, why, and how to mend it.

`PlutoError` is the only exception that the command line shows to a person without a traceback.
A room that can fail in a way a caller treats specially derives its own class from it.
"""

from __future__ import annotations

__all__ = ["FunctionError", "PlutoError"]


class PlutoError(Exception):
    """Something a user can act on.

    Args:
        what: one sentence that says what happened, without a trailing hint.
        where: `file`, `file:line:column` (1-based), a URL or a resource's name, if there is such a place.
        why: the reason, where `what` does not give it: a resolver's output, an operating system's error.
        hint: one sentence that says how to mend it.

    Example:
        raise PlutoError("No such stack: 'prod'.", where="pyproject.toml",
                         hint="Create it with `pluto stack new prod`.")
    """

    def __init__(
        self, what: str, *, where: str | None = None, why: str | None = None, hint: str | None = None
    ):
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.hint = hint

    def __str__(self) -> str:
        """The whole error as plain text, one part per line."""
        lines = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.why:
            lines.append(self.why)
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)


class FunctionError(PlutoError):
    """A function that was invoked with `Function.invoke` raised, or could not be run.

    Attributes:
        type: the remote exception's class name (`"ValueError"`), or the platform's error type.
        message: the remote exception's message.
    """

    def __init__(self, function: str, type: str, message: str):  # noqa: A002 - AWS's own word for it
        super().__init__(f"Function '{function}' failed: {type}: {message}")
        self.type = type
        self.message = message
