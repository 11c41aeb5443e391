"""How a request names a function: by name, by ARN, or by a part of one, with or without a qualifier."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.service import ServiceError

__all__ = ["function_name", "not_found", "validation_error"]

_PATTERN = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)"
    r"(:(\$LATEST|[a-zA-Z0-9-_]+))?"
)  # of botocore's service model for Lambda
_NAME = re.compile(_PATTERN)
_LONGEST = 64


def function_name(context: CloudContext, parameters: Mapping[str, Any], member: str = "FunctionName") -> str:
    """The bare name in `parameters[member]`.

    Raises:
        ServiceError: `ValidationException` for what is no function's name, `ResourceNotFoundException`
        where a
            version or an alias is asked for: this platform keeps only `$LATEST`.
    """
    given = str(parameters.get(member, ""))
    match = _NAME.fullmatch(given)
    if not match or len(match[7]) > _LONGEST:
        raise validation_error(
            given, "functionName", f"Member must satisfy regular expression pattern: {_PATTERN}"
        )
    name, qualifier = match[7], match[9] or parameters.get("Qualifier") or "$LATEST"
    if qualifier != "$LATEST":
        raise not_found(context, f"{name}:{qualifier}")
    return name


def not_found(context: CloudContext, name: str) -> ServiceError:
    """Lambda's error for a function that is not there."""
    arn = context.arn("lambda", f"function:{name}")
    return ServiceError("ResourceNotFoundException", f"Function not found: {arn}", 404, {"Type": "User"})


def validation_error(value: object, member: str, constraint: str) -> ServiceError:
    """The error of a value that the service model itself forbids."""
    return ServiceError(
        "ValidationException",
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: "
        f"{constraint}",
    )
