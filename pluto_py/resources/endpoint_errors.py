"""What can go wrong when a model endpoint is asked, as one clear exception.

SageMaker wraps whatever the model's container answers with into `ModelError` (HTTP 424) with the container's
own status and body; text-generation containers answer `{"error": "…", "error_type": "validation"}`. A refusal
by IAM is not the endpoint's doing: `AccessDeniedException` stays the botocore error that it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pluto_py.errors import PlutoError

__all__ = ["EndpointError", "container_error", "endpoint_errors"]

_HINTS = {
    "overloaded": "The endpoint has too many requests at once: call again later, or raise `instance_count`.",
    "ValidationError": "The endpoint may still be starting, or may have been removed: deploy again.",
}


class EndpointError(PlutoError):
    """A model endpoint did not answer as it should.

    Attributes:
        endpoint: the endpoint's name.
        status: the container's HTTP status (422: parameters it refuses), or None where it was not reached.
        type: the container's `error_type` (`"validation"`, `"overloaded"`, `"generation"`), or AWS's code.
        message: the container's or AWS's own words.
    """

    def __init__(self, endpoint: str, type: str, message: str, status: int | None = None):  # noqa: A002 - see above
        shown = f"{type} {status}" if status else type
        super().__init__(f"Endpoint '{endpoint}' failed ({shown}): {message}", hint=_HINTS.get(type))
        self.endpoint = endpoint
        self.status = status
        self.type = type
        self.message = message


def container_error(endpoint: str, body: Any, status: int | None) -> EndpointError:
    """The error in a container's answer: its JSON as text or parsed, or any text."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return EndpointError(endpoint, "ModelError", body.strip() or "no message", status)
    if isinstance(body, dict):
        message = body.get("error", body.get("message", body))
        return EndpointError(endpoint, str(body.get("error_type", "ModelError")), str(message), status)
    return EndpointError(endpoint, "ModelError", str(body), status)


# AWS error codes that tell of the endpoint, not of the caller's rights or of a fault in the SDK.
_OF_THE_ENDPOINT = (
    "InternalDependencyException",
    "InternalFailure",
    "InternalStreamFailure",
    "ModelNotReadyException",
    "ModelStreamError",
    "ServiceUnavailable",
    "ThrottlingException",
    "ValidationError",
)


@contextmanager
def endpoint_errors(endpoint: str) -> Iterator[None]:
    """Turn botocore's and urllib3's errors into `EndpointError` where they are the endpoint's."""
    from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - its name
    from urllib3.exceptions import HTTPError

    try:
        yield
    except ClientError as error:
        details: dict[str, Any] = dict(error.response.get("Error", {}))
        code, message = str(details.get("Code")), str(details.get("Message"))
        if code == "ModelError":
            response: dict[str, Any] = {**error.response}
            body = str(response.get("OriginalMessage", message))
            raise container_error(endpoint, body, response.get("OriginalStatusCode")) from error
        if code in _OF_THE_ENDPOINT:
            raise EndpointError(endpoint, code, message) from error
        raise
    except (ConnectionError, HTTPClientError) as error:
        raise EndpointError(endpoint, "ConnectionError", str(error)) from error
    except HTTPError as error:  # while a stream is read, botocore lets urllib3's own errors through
        raise EndpointError(endpoint, "ConnectionError", f"the stream broke off: {error}") from error
