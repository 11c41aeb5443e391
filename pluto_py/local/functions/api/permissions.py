"""A function's resource-based policy: who else may invoke it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.functions.api import shapes
from pluto_py.local.functions.limits import POLICY_BYTES
from pluto_py.local.functions.model import FunctionRecord
from pluto_py.local.functions.registry import FunctionRegistry
from pluto_py.local.functions.validation import required
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse

__all__ = ["PermissionOperations"]

_CONDITIONS = (
    ("SourceArn", "ArnLike", "AWS:SourceArn"),
    ("SourceAccount", "StringEquals", "AWS:SourceAccount"),
    ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
    ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
    ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
    ("InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"),
)


class PermissionOperations:
    """See the module."""

    def __init__(self, context: CloudContext, registry: FunctionRegistry):
        self._context = context
        self._registry = registry
        context.identity.register_resource_policies("lambda", self.policies_of)

    def policies_of(self, arn: str) -> Sequence[Mapping[str, Any]]:
        """The policy documents of a function's ARN; none where it has none."""
        name = arn.split(":function:", 1)[-1].split(":", 1)[0]
        function = self._registry.get(name)
        return [_document(function)] if function and function.policy else []

    async def add(self, request: ServiceRequest) -> ServiceResponse:
        """`AddPermission`."""
        parameters = request.parameters
        async with self._registry.changing(self._registry.find(parameters).name):
            function = self._registry.find(parameters)
            shapes.check_revision(function, parameters)
            statement = _statement(parameters, shapes.function_arn(self._context, function.name))
            if any(other["Sid"] == statement["Sid"] for other in function.policy):
                raise ServiceError(
                    "ResourceConflictException",
                    f"The statement id ({statement['Sid']}) provided already exists. Please provide a new "
                    "statement id, or remove the existing statement.",
                    409,
                )
            changed = replace(function, policy=(*function.policy, statement), revision=shapes.new_revision())
            if len(json.dumps(_document(changed))) > POLICY_BYTES:
                raise ServiceError(
                    "PolicyLengthExceededException",
                    f"The final policy size is bigger than {POLICY_BYTES} bytes.",
                )
            self._registry.save(changed)
        return shapes.json_response({"Statement": json.dumps(statement)}, 201)

    async def remove(self, request: ServiceRequest) -> ServiceResponse:
        """`RemovePermission`."""
        parameters = request.parameters
        async with self._registry.changing(self._registry.find(parameters).name):
            function = self._registry.find(parameters)
            shapes.check_revision(function, parameters)
            kept = tuple(s for s in function.policy if s["Sid"] != parameters.get("StatementId"))
            if len(kept) == len(function.policy):
                raise ServiceError(
                    "ResourceNotFoundException",
                    f"Statement {parameters.get('StatementId')} is not found in resource policy.",
                    404,
                )
            self._registry.save(replace(function, policy=kept, revision=shapes.new_revision()))
        return shapes.empty()

    async def get(self, request: ServiceRequest) -> ServiceResponse:
        """`GetPolicy`."""
        function = self._registry.find(request.parameters)
        if not function.policy:
            raise ServiceError(
                "ResourceNotFoundException", "No policy is associated with the given resource.", 404
            )
        policy = json.dumps(_document(function))
        return shapes.json_response({"Policy": policy, "RevisionId": function.revision})


def _document(function: FunctionRecord) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Id": "default", "Statement": list(function.policy)}


def _statement(parameters: Mapping[str, Any], arn: str) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Sid": required(parameters, "StatementId"),
        "Effect": "Allow",
        "Principal": _principal(required(parameters, "Principal")),
        "Action": required(parameters, "Action"),
        "Resource": arn,
    }
    conditions: dict[str, dict[str, str]] = {}
    for member, operator, key in _CONDITIONS:
        value = parameters.get(member)
        if value is not None:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            conditions.setdefault(operator, {})[key] = text
    return statement | ({"Condition": conditions} if conditions else {})


def _principal(given: str) -> str | dict[str, str]:
    if given == "*":
        return given
    if re.fullmatch(r"\d{12}", given):
        return {"AWS": f"arn:aws:iam::{given}:root"}
    return {"AWS": given} if given.startswith("arn:") else {"Service": given}
