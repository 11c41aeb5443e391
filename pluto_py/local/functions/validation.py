"""What Lambda checks in a function's configuration, in its words where they are known."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pluto_py.local.functions.limits import ENVIRONMENT_BYTES, MEMORY_MB, TIMEOUT_S
from pluto_py.local.functions.model import Configuration
from pluto_py.local.functions.names import validation_error
from pluto_py.local.service import ServiceError

__all__ = ["configured", "invalid", "required", "within"]

HOST_RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
"""The only runtime that this machine has: Pluto's own interpreter."""

_STORAGE_MB = range(512, 10_240 + 1)
_VARIABLE = re.compile(r"[a-zA-Z]([a-zA-Z0-9_])+")
_ROLE = re.compile(r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+")
_RESERVED = frozenset(
    (
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    )
)  # developer guide, "Defined runtime environment variables"

_STATED = (
    "DeadLetterConfig",
    "FileSystemConfigs",
    "KMSKeyArn",
    "SnapStart",
    "TracingConfig",
    "VpcConfig",
)
_REFUSED = (
    "CapacityProviderConfig",
    "CodeSigningConfigArn",
    "DurableConfig",
    "ImageConfig",
    "Layers",
    "TenancyConfig",
)


def invalid(message: str) -> ServiceError:
    """A parameter that does not fit."""
    return ServiceError("InvalidParameterValueException", message, 400, {"Type": "User"})


def configured(before: Configuration | None, parameters: Mapping[str, Any]) -> Configuration:
    """The configuration after applying the parameters of a create (`before` is None) or update request.

    Raises:
        ServiceError: `ValidationException` or `InvalidParameterValueException`.
    """
    _refuse_what_is_not_here(parameters)
    base = before or Configuration(
        runtime=required(parameters, "Runtime"),
        role=required(parameters, "Role"),
        handler=required(parameters, "Handler"),
    )
    changed: dict[str, Any] = {}
    for member, name, check in _MEMBERS:
        if parameters.get(member) is not None:
            changed[name] = check(parameters[member])
    stated = {member: parameters[member] for member in _STATED if parameters.get(member)}
    return replace(base, **changed, stated={**base.stated, **stated})


def _refuse_what_is_not_here(parameters: Mapping[str, Any]) -> None:
    if parameters.get("PackageType", "Zip") != "Zip":
        raise invalid("The local platform runs functions from zip packages, not from container images.")
    if parameters.get("Publish"):
        raise invalid("The local platform keeps no published versions, only $LATEST.")
    for member in _REFUSED:
        if parameters.get(member):
            raise invalid(f"The local platform does not support {member}.")


def required(parameters: Mapping[str, Any], member: str) -> str:
    """A text that must be there."""
    value = parameters.get(member)
    if not value:
        raise validation_error("null", member[0].lower() + member[1:], "Member must not be null")
    return str(value)


def _structure(value: Any, member: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ServiceError("SerializationException", f"{member} is not a structure")
    return value


def _runtime(value: Any) -> str:
    if value != HOST_RUNTIME:
        raise invalid(
            f"The runtime {value} is not on this machine: the local platform runs functions with "
            f"{HOST_RUNTIME}, the Python that Pluto is installed in."
        )
    return str(value)


def _role(value: Any) -> str:
    if not _ROLE.fullmatch(str(value)):
        raise validation_error(
            value, "role", f"Member must satisfy regular expression pattern: {_ROLE.pattern}"
        )
    return str(value)


def _handler(value: Any) -> str:
    if not re.fullmatch(r"[^\s]{1,128}", str(value)):
        raise validation_error(value, "handler", r"Member must satisfy regular expression pattern: [^\s]+")
    return str(value)


def _description(value: Any) -> str:
    if len(str(value)) > 256:
        raise validation_error(value, "description", "Member must have length less than or equal to 256")
    return str(value)


def within(value: Any, allowed: range, member: str) -> int:
    """A whole number inside the bounds that the service model sets."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ServiceError("SerializationException", f"{member} is not an integer")
    if value < allowed.start:
        raise validation_error(
            value, member, f"Member must have value greater than or equal to {allowed.start}"
        )
    if value >= allowed.stop:
        raise validation_error(
            value, member, f"Member must have value less than or equal to {allowed.stop - 1}"
        )
    return value


def _variables(value: Any) -> Mapping[str, str]:
    given = _structure(_structure(value, "Environment").get("Variables") or {}, "Environment.Variables")
    if wrong := [name for name in given if not _VARIABLE.fullmatch(name)]:
        raise validation_error(
            wrong, "environment.variables", f"Map keys must satisfy constraint: [{_VARIABLE.pattern}]"
        )
    lead = (
        "Lambda was unable to configure your environment variables because the environment variables "
        "you have provided "
    )
    if reserved := sorted(_RESERVED & given.keys()):
        raise invalid(
            f"{lead}contains reserved keys that are currently not supported for modification. "
            f"Reserved keys used in this request: {', '.join(reserved)}"
        )
    size = len(json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode())
    if size > ENVIRONMENT_BYTES:
        # Lambda repeats the values here; an error message is no place for them.
        raise invalid(f"{lead}exceeded the 4KB limit. They measure {size} bytes.")
    return dict(given)


def _logging(value: Any) -> Mapping[str, str]:
    form = _structure(value, "LoggingConfig").get("LogFormat", "Text")
    if form not in ("Text", "JSON"):
        raise validation_error(
            form, "loggingConfig.logFormat", "Member must satisfy enum value set: [JSON, Text]"
        )
    return dict(value)


_MEMBERS: Sequence[tuple[str, str, Any]] = (
    ("Runtime", "runtime", _runtime),
    ("Role", "role", _role),
    ("Handler", "handler", _handler),
    ("Description", "description", _description),
    ("Timeout", "timeout", lambda value: within(value, TIMEOUT_S, "timeout")),
    ("MemorySize", "memory", lambda value: within(value, MEMORY_MB, "memorySize")),
    (
        "EphemeralStorage",
        "storage",
        lambda value: within(
            _structure(value, "EphemeralStorage").get("Size"), _STORAGE_MB, "ephemeralStorage.size"
        ),
    ),
    ("Environment", "environment", _variables),
    ("LoggingConfig", "logging", _logging),
)
