"""vLLM's error body: `{"error": {"message", "type", "param", "code"}}`, the code being the HTTP status."""

from __future__ import annotations

from typing import Any

from pluto_py.local.textgen.container import JSON, Reply, dumps

__all__ = ["VllmError", "bad_request"]


class VllmError(Exception):
    """An error that the server answers. `param` names the parameter that caused it, if one did."""

    def __init__(self, status: int, message: str, kind: str, param: str | None = None):
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.param = param

    def body(self) -> dict[str, Any]:
        """The JSON body, which also stands in a stream's event."""
        return {"error": {"message": str(self), "type": self.kind, "param": self.param, "code": self.status}}

    def reply(self) -> Reply:
        """The response."""
        return Reply(self.status, JSON, dumps(self.body()))


def bad_request(message: str, param: str | None = None) -> VllmError:
    """A request that the server refuses."""
    return VllmError(400, message, "BadRequestError", param)
