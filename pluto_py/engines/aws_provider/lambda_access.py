"""Who may call a Lambda function, and where: its URL, and the statements of its resource policy."""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from pluto_py.engines.aws_provider.handler import Handler, Property, from_api, register, to_api
from pluto_py.engines.aws_provider.naming import Naming
from pluto_py.engines.properties.values import Properties

__all__ = ["FunctionUrl", "Permission"]


@register
class FunctionUrl(Handler):
    """A function's own HTTPS address. Its id is the function's name, with `/<qualifier>` if there is one."""

    token = "aws:lambda/functionUrl:FunctionUrl"  # noqa: S105 - a type, not a secret
    properties: ClassVar[Mapping[str, Property]] = {
        "authorizationType": Property(required=True, one_of=("NONE", "AWS_IAM")),
        "cors": Property(
            fields={
                "allowCredentials": Property(),
                "allowHeaders": Property(),
                "allowMethods": Property(),
                "allowOrigins": Property(),
                "exposeHeaders": Property(),
                "maxAge": Property(),
            }
        ),
        "functionName": Property(force_new=True, required=True),
        "invokeMode": Property(default="BUFFERED", one_of=("BUFFERED", "RESPONSE_STREAM")),
        "qualifier": Property(force_new=True),
    }
    subordinate = True

    def identify(self, inputs: Properties) -> str | None:
        name = _name_of(inputs["functionName"])
        return f"{name}/{inputs['qualifier']}" if inputs.get("qualifier") else name

    def create(self, inputs: Properties, timeout: float) -> str:
        self.clients("lambda").create_function_url_config(**_target(inputs), **_url_arguments(inputs))
        return str(self.identify(inputs))

    def read(self, identity: str) -> Properties | None:
        name, _, qualifier = identity.partition("/")
        target = _target({"functionName": name, "qualifier": qualifier})
        found = self.clients("lambda").get_function_url_config(**target)
        live: Properties = {
            "authorizationType": found["AuthType"],
            "functionArn": found["FunctionArn"],
            "functionName": name,
            "functionUrl": found["FunctionUrl"],
            "invokeMode": found.get("InvokeMode", "BUFFERED"),
            "urlId": found["FunctionUrl"].split("//", 1)[-1].split(".", 1)[0],
        }
        if qualifier:
            live["qualifier"] = qualifier
        if found.get("Cors"):
            live["cors"] = from_api(found["Cors"])
        return live

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        self.clients("lambda").update_function_url_config(
            **_target(news), **{"Cors": {}, "InvokeMode": "BUFFERED", **_url_arguments(news)}
        )

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        name, _, qualifier = identity.partition("/")
        target = _target({"functionName": name, "qualifier": qualifier})
        self.clients("lambda").delete_function_url_config(**target)


@register
class Permission(Handler):
    """One statement of a function's policy. Its id is `<function>[:<qualifier>]/<statement id>`."""

    token = "aws:lambda/permission:Permission"  # noqa: S105 - a type, not a secret
    properties: ClassVar[Mapping[str, Property]] = {
        "action": Property(force_new=True, required=True),
        "eventSourceToken": Property(force_new=True),
        "function": Property(force_new=True, required=True),
        "functionUrlAuthType": Property(force_new=True, one_of=("NONE", "AWS_IAM")),
        "invokedViaFunctionUrl": Property(force_new=True),
        "principal": Property(force_new=True, required=True),
        "principalOrgId": Property(force_new=True),
        "qualifier": Property(force_new=True),
        "sourceAccount": Property(force_new=True),
        "sourceArn": Property(force_new=True),
        "statementId": Property(force_new=True),
        "statementIdPrefix": Property(force_new=True),
    }
    naming = Naming(longest=100, pattern=r"[a-zA-Z0-9_-]+", property="statementId")
    subordinate = True

    def identify(self, inputs: Properties) -> str | None:
        qualifier = f":{inputs['qualifier']}" if inputs.get("qualifier") else ""
        return f"{_name_of(inputs['function'])}{qualifier}/{inputs['statementId']}"

    def create(self, inputs: Properties, timeout: float) -> str:
        arguments = {
            "Action": inputs["action"],
            "EventSourceToken": inputs.get("eventSourceToken"),
            "FunctionName": inputs["function"],
            "FunctionUrlAuthType": inputs.get("functionUrlAuthType"),
            "InvokedViaFunctionUrl": inputs.get("invokedViaFunctionUrl"),
            "Principal": inputs["principal"],
            "PrincipalOrgID": inputs.get("principalOrgId"),
            "Qualifier": inputs.get("qualifier"),
            "SourceAccount": inputs.get("sourceAccount"),
            "SourceArn": inputs.get("sourceArn"),
            "StatementId": inputs["statementId"],
        }
        given = {key: value for key, value in arguments.items() if value is not None}
        self.clients("lambda").add_permission(**given)
        return str(self.identify(inputs))

    def read(self, identity: str) -> Properties | None:
        target, _, statement_id = identity.rpartition("/")
        name, _, qualifier = target.partition(":")
        target_arguments = {"FunctionName": name, **({"Qualifier": qualifier} if qualifier else {})}
        policy = json.loads(self.clients("lambda").get_policy(**target_arguments)["Policy"])
        for statement in policy["Statement"]:
            if statement["Sid"] == statement_id:
                live = {"function": name, "statementId": statement_id, **_from_statement(statement)}
                return {**live, "qualifier": qualifier} if qualifier else live
        return None

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        """Nothing can change in place: every property replaces the statement."""

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        target, _, statement_id = identity.rpartition("/")
        name, _, qualifier = target.partition(":")
        arguments = {"FunctionName": name, "StatementId": statement_id}
        if qualifier:
            arguments["Qualifier"] = qualifier
        self.clients("lambda").remove_permission(**arguments)


# Where a statement of the policy keeps what `AddPermission` was given: operator, condition key, property.
_CONDITIONS = (
    ("ArnLike", "AWS:SourceArn", "sourceArn"),
    ("StringEquals", "AWS:SourceAccount", "sourceAccount"),
    ("StringEquals", "aws:PrincipalOrgID", "principalOrgId"),
    ("StringEquals", "lambda:FunctionUrlAuthType", "functionUrlAuthType"),
    ("StringEquals", "lambda:EventSourceToken", "eventSourceToken"),
    ("Bool", "lambda:InvokedViaFunctionUrl", "invokedViaFunctionUrl"),
)


def _from_statement(statement: dict[str, Any]) -> Properties:
    principal = statement["Principal"]
    if isinstance(principal, dict):
        principal = next(iter(principal.values()))
    return {
        "action": statement["Action"],
        "principal": principal,
        **dict(_from_conditions(statement.get("Condition", {}))),
    }


def _from_conditions(conditions: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for operator, key, name in _CONDITIONS:
        folded = {key.lower(): value for key, value in conditions.get(operator, {}).items()}
        value = folded.get(key.lower())
        if value is not None:
            yield name, value in (True, "true") if operator == "Bool" else value


def _url_arguments(inputs: Properties) -> dict[str, Any]:
    arguments: dict[str, Any] = {"AuthType": inputs["authorizationType"]}
    if inputs.get("cors"):
        arguments["Cors"] = to_api(inputs["cors"])
    if inputs.get("invokeMode"):
        arguments["InvokeMode"] = inputs["invokeMode"]
    return arguments


def _target(inputs: Properties) -> dict[str, str]:
    target = {"FunctionName": inputs["functionName"]}
    return {**target, "Qualifier": inputs["qualifier"]} if inputs.get("qualifier") else target


def _name_of(function: str) -> str:
    """A function's name from its name or ARN (`arn:aws:lambda:region:account:function:name[:qualifier]`)."""
    return function.split(":")[6] if function.startswith("arn:") else function
