"""SQS's errors, each under both of its names: the JSON protocol's, and the older one that boto3 shows."""

from __future__ import annotations

import json

from pluto_py.local.service import ServiceError, ServiceResponse

__all__ = ["SqsError", "invalid_parameter", "no_such_queue", "of_batch", "render"]

_PREFIX = "AWS.SimpleQueueService."
_HEADERS = {"Content-Type": "application/x-amz-json-1.0"}


class SqsError(ServiceError):
    """An error of SQS; `query_code` is that of its query protocol, which JSON clients get in a header."""

    def __init__(self, code: str, message: str, query_code: str | None = None):
        super().__init__(code, message, 400)
        self.query_code = query_code or code


def no_such_queue() -> SqsError:
    """The queue that a request names is not there."""
    return SqsError("QueueDoesNotExist", "The specified queue does not exist.", f"{_PREFIX}NonExistentQueue")


def invalid_parameter(message: str) -> SqsError:
    """A parameter that SQS does not take."""
    return SqsError("InvalidParameterValue", message)


def of_batch(code: str, message: str) -> SqsError:
    """What is wrong with a batch as a whole: `EmptyBatchRequest`, `BatchEntryIdsNotDistinct`, …."""
    return SqsError(code, message, f"{_PREFIX}{code}")


def render(error: SqsError) -> ServiceResponse:
    """The error as SQS sends it."""
    headers = {
        **_HEADERS,
        "x-amzn-ErrorType": error.code,
        "x-amzn-query-error": f"{error.query_code};Sender",
    }
    body = {"__type": f"com.amazonaws.sqs#{error.code}", "message": error.message}
    return ServiceResponse(error.status, headers, json.dumps(body).encode())
