"""The wire protocols of AWS, as far as an error needs to be told in each of them.

The shapes are those of the AWS protocols' specifications (smithy.io, "AWS protocols"): JSON protocols carry
`__type` and `message`, query wraps `<Error>` in `<ErrorResponse>`, REST-XML does not.
"""

from __future__ import annotations

import json
from enum import Enum

from pluto_py.local.service import AccessDeniedError, ServiceError, ServiceResponse
from pluto_py.local.xml import to_xml

__all__ = ["Protocol", "render_error"]


class Protocol(Enum):
    """How a service's requests and answers are written; the value is their content type."""

    JSON_1_0 = "application/x-amz-json-1.0"
    JSON_1_1 = "application/x-amz-json-1.1"
    REST_JSON = "application/json"
    QUERY = "text/xml"
    REST_XML = "application/xml"

    @property
    def is_rpc_json(self) -> bool:
        """Whether the operation stands in `X-Amz-Target` and the body is one JSON object."""
        return self in (Protocol.JSON_1_0, Protocol.JSON_1_1)

    @property
    def is_xml(self) -> bool:
        """Whether answers are XML."""
        return self in (Protocol.QUERY, Protocol.REST_XML)


def render_error(
    protocol: Protocol, error: ServiceError, request_id: str, namespace: str = ""
) -> ServiceResponse:
    """An error as a client of this protocol expects it; `namespace` is that of query's `<ErrorResponse>`."""
    code, status = _code_and_status(protocol, error)
    if protocol is Protocol.REST_XML:
        members = {"Code": code, "Message": error.message, **error.extra, "RequestId": request_id}
        return _xml(protocol, status, to_xml("Error", members))
    if protocol is Protocol.QUERY:
        members = {"Type": "Sender" if status < 500 else "Receiver", "Code": code, "Message": error.message}
        inner = to_xml("Error", members | error.extra) + to_xml("RequestId", request_id)
        return _xml(protocol, status, f'<ErrorResponse xmlns="{namespace}">{inner}</ErrorResponse>')
    body = {"__type": code, "message": error.message, **error.extra}
    if protocol is Protocol.REST_JSON:
        # Lambda and SageMaker's runtime spell it with a capital; generic clients look for the other.
        body["Message"] = error.message
    headers = {"Content-Type": protocol.value, "x-amzn-ErrorType": code.rpartition("#")[2]}
    return ServiceResponse(status=status, headers=headers, body=json.dumps(body).encode())


def _xml(protocol: Protocol, status: int, text: str) -> ServiceResponse:
    return ServiceResponse(status=status, headers={"Content-Type": protocol.value}, body=text.encode())


def _code_and_status(protocol: Protocol, error: ServiceError) -> tuple[str, int]:
    """A denial has another code in XML protocols and another status in the JSON ones."""
    if not isinstance(error, AccessDeniedError):
        return error.code, error.status
    if protocol.is_xml:
        return "AccessDenied", 403
    return "AccessDeniedException", 400 if protocol.is_rpc_json else 403
