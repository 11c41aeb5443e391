"""What the container answers when it does not generate: its error bodies and statuses."""

from __future__ import annotations

from pluto_py.local.textgen.container import JSON, TEXT, Reply, dumps
from pluto_py.local.textgen.engine import GenerationError, TemplateError
from pluto_py.local.textgen.generation import IncompleteGenerationError

__all__ = ["FAILURES", "RejectionError", "TgiError", "ValidationError", "as_tgi_error"]


class TgiError(Exception):
    """An error with the container's body: `{"error": …, "error_type": …}`."""

    def __init__(self, status: int, error: str, error_type: str):
        super().__init__(error)
        self.status = status
        self.error = error
        self.error_type = error_type

    def body(self) -> bytes:
        """The JSON body, which also stands in a stream's event."""
        return dumps({"error": self.error, "error_type": self.error_type})

    def openai_event(self) -> bytes:
        """The JSON of an event in an OpenAI-style stream; the router says 422 there whatever happened."""
        return dumps({"error": {"message": self.error, "http_status_code": 422}})

    def reply(self) -> Reply:
        """The response to a request that does not stream."""
        return Reply(self.status, JSON, self.body())


class ValidationError(TgiError):
    """A request that the container's validation refuses."""

    def __init__(self, reason: str):
        super().__init__(422, f"Input validation error: {reason}", "validation")


class RejectionError(Exception):
    """A body that never becomes a request; answered in plain text by the router's JSON layer."""

    def __init__(self, status: int, text: str):
        super().__init__(text)
        self.status = status

    def reply(self) -> Reply:
        """The response."""
        return Reply(self.status, TEXT, str(self).encode())


FAILURES = (TgiError, GenerationError, TemplateError, IncompleteGenerationError)
"""What can go wrong with a decoded request; each has a `TgiError`."""


def as_tgi_error(error: Exception) -> TgiError:
    """The container's error for one of `FAILURES`."""
    if isinstance(error, TgiError):
        return error
    if isinstance(error, GenerationError):
        return TgiError(424, f"Request failed during generation: {error}", "generation")
    if isinstance(error, TemplateError):
        return TgiError(422, f"Template error: {error}", "template_error")
    return TgiError(500, "Incomplete generation", "incomplete_generation")
