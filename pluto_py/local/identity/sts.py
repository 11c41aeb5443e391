"""STS: who am I, and credentials for a role.

A role may be assumed where its trust policy names the caller, or names the caller's account and the
caller's own policies allow `sts:AssumeRole` (IAM user guide, "Cross account policy evaluation logic",
within one account).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pluto_py.local.context import ACCOUNT, Credentials
from pluto_py.local.identity.authority import StackIdentity, principal_of, session_arn
from pluto_py.local.identity.evaluation import Decision, Stance
from pluto_py.local.identity.iam.records import Role
from pluto_py.local.identity.policy import Kind, PolicyError, parse
from pluto_py.local.service import AccessDeniedError, Caller, ServiceError, ServiceRequest, ServiceResponse
from pluto_py.local.xml import query_answer

__all__ = ["StsService"]

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_SHORTEST_S = 900
_CHAINED_S = 3600
_LONGEST_USER_SESSION_S = 129_600


class StsService:
    """STS over a stack's identity."""

    def __init__(self, identity: StackIdentity):
        self._identity = identity

    async def start(self) -> None:
        """Nothing to bring back: tokens carry their sessions."""

    async def stop(self) -> None:
        """Nothing to let go of."""

    async def handle(self, request: ServiceRequest) -> ServiceResponse:
        """Answer one request."""
        operations = {
            "AssumeRole": self._assume_role,
            "GetCallerIdentity": self._get_caller_identity,
            "GetSessionToken": self._get_session_token,
            "GetAccessKeyInfo": self._get_access_key_info,
        }
        operation = operations.get(request.operation)
        if operation is None:
            raise ServiceError(
                "InvalidAction", f"Could not find operation {request.operation} for version 2011-06-15"
            )
        result = operation(request.caller, request.parameters)
        return query_answer(request.operation, result, _NAMESPACE)

    def _get_caller_identity(self, caller: Caller, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"Arn": caller.arn, "UserId": self._identity.user_id(caller), "Account": caller.account}

    def _get_access_key_info(self, _caller: Caller, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"Account": ACCOUNT}

    def _get_session_token(self, caller: Caller, parameters: Mapping[str, Any]) -> dict[str, Any]:
        if caller.access_key.startswith("ASIA"):
            raise AccessDeniedError("Cannot call GetSessionToken with session credentials")
        lifetime = _lifetime(parameters, 43_200, _LONGEST_USER_SESSION_S)
        return {"Credentials": _members(self._identity.sealer.issue("", lifetime))}

    def _assume_role(self, caller: Caller, parameters: Mapping[str, Any]) -> dict[str, Any]:
        role_arn = str(parameters.get("RoleArn") or "")
        name = str(parameters.get("RoleSessionName") or "")
        if not _SESSION_NAME.fullmatch(name):
            raise ServiceError(
                "ValidationError",
                f"1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy "
                "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
            )
        role = self._identity.store.find_role(role_arn.rpartition("/")[2])
        if role is None or role.arn != role_arn or not self._may_assume(caller, role):
            raise AccessDeniedError(
                f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
            )
        longest = role.max_session_s if caller.role_name is None else _CHAINED_S
        credentials = self._identity.sealer.issue(
            name,
            _lifetime(parameters, 3600, longest),
            role_arn=role.arn,
            role_id=role.id,
            policy=_session_policy(parameters),
        )
        return {
            "Credentials": _members(credentials),
            "AssumedRoleUser": {"AssumedRoleId": f"{role.id}:{name}", "Arn": session_arn(role.name, name)},
        }

    def _may_assume(self, caller: Caller, role: Role) -> bool:
        trust = self._identity.trusts(role, principal_of(caller))
        if trust is Stance.ACCOUNT:
            return self._identity.stance(caller, "sts:AssumeRole", role.arn) is Decision.ALLOW
        if trust is not Stance.ALLOWS:
            return False
        return self._identity.stance(caller, "sts:AssumeRole", role.arn) in (Decision.ALLOW, Decision.SILENT)


def _members(credentials: Credentials) -> dict[str, Any]:
    return {
        "AccessKeyId": credentials.access_key,
        "SecretAccessKey": credentials.secret_key,
        "SessionToken": credentials.session_token,
        "Expiration": credentials.expiration,
    }


def _lifetime(parameters: Mapping[str, Any], default: int, longest: int) -> int:
    """`DurationSeconds`, within AWS's bounds."""
    text = str(parameters.get("DurationSeconds") or default)
    seconds = int(text) if text.isdecimal() else 0
    if not _SHORTEST_S <= seconds <= longest:
        raise ServiceError(
            "ValidationError",
            f"The requested DurationSeconds exceeds the bounds of {_SHORTEST_S} to {longest} seconds.",
        )
    return seconds


def _session_policy(parameters: Mapping[str, Any]) -> str:
    document = str(parameters.get("Policy") or "")
    if document:
        try:
            parse(document, Kind.IDENTITY)
        except PolicyError as error:
            raise ServiceError("MalformedPolicyDocument", str(error)) from None
    return document
