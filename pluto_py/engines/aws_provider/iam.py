"""IAM: roles and their inline policies.

Limits and name patterns: IAM API reference, `CreateRole` and `PutRolePolicy`.
"""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from pluto_py.engines.aws_provider.handler import Handler, Property, register
from pluto_py.engines.aws_provider.naming import Naming
from pluto_py.engines.properties.values import UNKNOWN, Properties, Value
from pluto_py.engines.provider import CheckFailure

__all__ = ["Role", "RolePolicy"]

_NAME = r"[\w+=,.@-]+"
_MISSING = ("NoSuchEntity",)
_EXISTS = ("EntityAlreadyExists",)


@register
class Role(Handler):
    """A role, with the managed policies attached to it."""

    token = "aws:iam/role:Role"  # noqa: S105 - a type, not a secret
    properties: ClassVar[Mapping[str, Property]] = {
        "assumeRolePolicy": Property(required=True, json=True),
        "description": Property(),
        "forceDetachPolicies": Property(default=False),
        "managedPolicyArns": Property(),
        "maxSessionDuration": Property(default=3600),
        "name": Property(force_new=True),
        "namePrefix": Property(force_new=True),
        "path": Property(force_new=True, default="/"),
        "permissionsBoundary": Property(),
        "tags": Property(),
    }
    naming = Naming(longest=64, pattern=_NAME)
    missing = _MISSING
    conflict = _EXISTS

    def check(self, inputs: Properties) -> list[CheckFailure]:
        return _policy_failures(inputs, "assumeRolePolicy")

    def identify(self, inputs: Properties) -> str | None:
        return inputs.get("name")

    def create(self, inputs: Properties, timeout: float) -> str:
        arguments = {
            "RoleName": inputs["name"],
            "AssumeRolePolicyDocument": inputs["assumeRolePolicy"],
            "Path": inputs.get("path"),
            "Description": inputs.get("description"),
            "MaxSessionDuration": inputs.get("maxSessionDuration"),
            "PermissionsBoundary": inputs.get("permissionsBoundary"),
            "Tags": _tag_list(inputs.get("tags")),
        }
        self.clients("iam").create_role(
            **{key: value for key, value in arguments.items() if value is not None}
        )
        self._attach(inputs["name"], set(inputs.get("managedPolicyArns") or []))
        return str(inputs["name"])

    def read(self, identity: str) -> Properties | None:
        iam = self.clients("iam")
        role = iam.get_role(RoleName=identity)["Role"]
        live = {
            "arn": role["Arn"],
            "assumeRolePolicy": _policy_text(role["AssumeRolePolicyDocument"]),
            "createDate": role["CreateDate"].isoformat(),
            "description": role.get("Description") or None,
            "managedPolicyArns": sorted(self._attached(identity)),
            "maxSessionDuration": role.get("MaxSessionDuration", 3600),
            "name": role["RoleName"],
            "path": role["Path"],
            "permissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            "tags": {tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
            "uniqueId": role["RoleId"],
        }
        return {key: value for key, value in live.items() if value is not None}

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        iam = self.clients("iam")
        if news["assumeRolePolicy"] != olds.get("assumeRolePolicy"):
            iam.update_assume_role_policy(RoleName=identity, PolicyDocument=news["assumeRolePolicy"])
        if any(news.get(key) != olds.get(key) for key in ("description", "maxSessionDuration")):
            iam.update_role(
                RoleName=identity,
                Description=news.get("description") or "",
                MaxSessionDuration=news.get("maxSessionDuration") or 3600,
            )
        if news.get("permissionsBoundary") != olds.get("permissionsBoundary"):
            self._set_boundary(identity, news.get("permissionsBoundary"))
        if news.get("managedPolicyArns") is not None:
            self._attach(identity, set(news["managedPolicyArns"]))
        self._set_tags(identity, olds.get("tags") or {}, news.get("tags") or {})

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        iam = self.clients("iam")
        for arn in self._attached(identity):
            iam.detach_role_policy(RoleName=identity, PolicyArn=arn)
        if outputs.get("forceDetachPolicies"):
            for name in iam.list_role_policies(RoleName=identity)["PolicyNames"]:
                iam.delete_role_policy(RoleName=identity, PolicyName=name)
        iam.delete_role(RoleName=identity)

    def _attached(self, name: str) -> set[str]:
        pages = self.clients("iam").get_paginator("list_attached_role_policies").paginate(RoleName=name)
        return {policy["PolicyArn"] for page in pages for policy in page["AttachedPolicies"]}

    def _attach(self, name: str, wanted: set[str]) -> None:
        iam = self.clients("iam")
        attached = self._attached(name) if wanted else set()
        for arn in sorted(wanted - attached):
            iam.attach_role_policy(RoleName=name, PolicyArn=arn)
        for arn in sorted(attached - wanted):
            iam.detach_role_policy(RoleName=name, PolicyArn=arn)

    def _set_boundary(self, name: str, arn: str | None) -> None:
        iam = self.clients("iam")
        if arn:
            iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=arn)
        else:
            iam.delete_role_permissions_boundary(RoleName=name)

    def _set_tags(self, name: str, olds: Properties, news: Properties) -> None:
        iam = self.clients("iam")
        if gone := sorted(set(olds) - set(news)):
            iam.untag_role(RoleName=name, TagKeys=gone)
        if changed := {key: value for key, value in news.items() if olds.get(key) != value}:
            iam.tag_role(RoleName=name, Tags=_tag_list(changed))


@register
class RolePolicy(Handler):
    """A policy written into a role. Putting it replaces it, so making and changing are one call."""

    token = "aws:iam/rolePolicy:RolePolicy"  # noqa: S105 - a type, not a secret
    properties: ClassVar[Mapping[str, Property]] = {
        "name": Property(force_new=True),
        "namePrefix": Property(force_new=True),
        "policy": Property(required=True, json=True),
        "role": Property(force_new=True, required=True),
    }
    naming = Naming(longest=128, pattern=_NAME)
    missing = _MISSING
    subordinate = True

    def check(self, inputs: Properties) -> list[CheckFailure]:
        return _policy_failures(inputs, "policy")

    def identify(self, inputs: Properties) -> str | None:
        return f"{inputs['role']}:{inputs['name']}"

    def create(self, inputs: Properties, timeout: float) -> str:
        self._put(inputs)
        return f"{inputs['role']}:{inputs['name']}"

    def read(self, identity: str) -> Properties | None:
        role, _, name = identity.partition(":")
        found = self.clients("iam").get_role_policy(RoleName=role, PolicyName=name)
        return {"name": name, "role": role, "policy": _policy_text(found["PolicyDocument"])}

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        self._put(news)

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        role, _, name = identity.partition(":")
        self.clients("iam").delete_role_policy(RoleName=role, PolicyName=name)

    def _put(self, inputs: Properties) -> None:
        self.clients("iam").put_role_policy(
            RoleName=inputs["role"], PolicyName=inputs["name"], PolicyDocument=inputs["policy"]
        )


def _policy_failures(inputs: Properties, name: str) -> list[CheckFailure]:
    policy: Value = inputs[name]
    if policy == UNKNOWN:
        return []
    try:
        document = json.loads(policy)
    except (TypeError, ValueError) as error:
        return [CheckFailure(name, f"not a policy document in JSON: {error}")]
    if not isinstance(document, dict) or "Statement" not in document:
        return [CheckFailure(name, "a policy document needs a Statement")]
    return []


def _policy_text(document: Any) -> str:
    """Botocore hands policy documents out as objects; some endpoints answer in text."""
    return document if isinstance(document, str) else json.dumps(document, separators=(",", ":"))


def _tag_list(tags: Properties | None) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted((tags or {}).items())]
