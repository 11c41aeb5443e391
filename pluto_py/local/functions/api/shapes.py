"""What answers look like: AWS's output shapes from our records."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.functions.model import FunctionRecord, FunctionUrl
from pluto_py.local.service import ServiceError, ServiceResponse

__all__ = [
    "check_revision",
    "configuration",
    "empty",
    "function_arn",
    "function_url",
    "json_response",
    "new_revision",
    "now",
    "url_address",
]


def json_response(data: Mapping[str, Any], status: int = 200) -> ServiceResponse:
    """An operation's output."""
    return ServiceResponse(status, {"Content-Type": "application/json"}, json.dumps(data).encode())


def empty(status: int = 204) -> ServiceResponse:
    """The output of an operation that answers nothing."""
    return ServiceResponse(status)


def now() -> str:
    """The present as Lambda writes it, `2026-01-31T12:00:00.000+0000`."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"


def new_revision() -> str:
    """A fresh `RevisionId`."""
    return str(uuid.uuid4())


def check_revision(function: FunctionRecord, parameters: Mapping[str, Any]) -> None:
    """Refuse a change that was made for another revision than the present one."""
    if parameters.get("RevisionId") not in (None, "", function.revision):
        raise ServiceError(
            "PreconditionFailedException",
            "The RevisionId provided does not match the latest RevisionId. "
            "Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
            412,
        )


def function_arn(context: CloudContext, name: str) -> str:
    """The ARN of a function, unqualified."""
    return context.arn("lambda", f"function:{name}")


def configuration(context: CloudContext, function: FunctionRecord) -> dict[str, Any]:
    """`FunctionConfiguration`."""
    settings = function.configuration
    shown: dict[str, Any] = {
        "FunctionName": function.name,
        "FunctionArn": function_arn(context, function.name),
        "Runtime": settings.runtime,
        "Role": settings.role,
        "Handler": settings.handler,
        "CodeSize": function.code_size,
        "CodeSha256": base64.b64encode(bytes.fromhex(function.code_sha256)).decode(),
        "Description": settings.description,
        "Timeout": settings.timeout,
        "MemorySize": settings.memory,
        "LastModified": function.modified,
        "Version": "$LATEST",
        "TracingConfig": {"Mode": "PassThrough"},
        "RevisionId": function.revision,
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "Architectures": list(function.architectures),
        "EphemeralStorage": {"Size": settings.storage},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {"LogFormat": "Text", **settings.logging, "LogGroup": function.log_group},
        **settings.stated,
    }
    if settings.environment:
        shown["Environment"] = {"Variables": dict(settings.environment)}
    return shown


def function_url(context: CloudContext, name: str, url: FunctionUrl) -> dict[str, Any]:
    """`FunctionUrlConfig`."""
    shown = {
        "FunctionUrl": url_address(url),
        "FunctionArn": function_arn(context, name),
        "AuthType": url.auth_type,
        "InvokeMode": url.invoke_mode,
        "CreationTime": url.created,
        "LastModifiedTime": url.modified,
    }
    return shown | ({"Cors": dict(url.cors)} if url.cors else {})


def url_address(url: FunctionUrl) -> str:
    """Where a Function URL answers."""
    return f"http://127.0.0.1:{url.port}/"
