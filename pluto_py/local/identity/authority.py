"""Identity as the gateway and the services see it: whose key is this, may they, and keys for roles.

A stack's own credentials may do everything. Everybody else is a session of a role, and is judged by that
role's policies as they are at that moment.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from pluto_py.local.context import ACCOUNT, Credentials, PolicyLookup
from pluto_py.local.gateway.definition import Call, Requirement
from pluto_py.local.identity.credentials import StackCredentials
from pluto_py.local.identity.evaluation import (
    Access,
    Decision,
    Grants,
    Principal,
    Stance,
    decide,
    stance_towards,
)
from pluto_py.local.identity.iam.records import Role
from pluto_py.local.identity.iam.store import IamStore
from pluto_py.local.identity.patterns import Context
from pluto_py.local.identity.policies import PolicyCache
from pluto_py.local.identity.sealing import DEPLOYER_USER, Sealer, Session
from pluto_py.local.service import AccessDeniedError, Caller, ServiceError

__all__ = ["KnownPrincipal", "SessionCaller", "StackIdentity"]

_DEPLOYER_ARN = f"arn:aws:iam::{ACCOUNT}:user/{DEPLOYER_USER}"


@dataclass(frozen=True)
class SessionCaller(Caller):
    """A caller with temporary credentials: what its token says is kept for the checks to come."""

    session: Session | None = None


@dataclass(frozen=True)
class KnownPrincipal:
    """The owner of an access key."""

    caller: Caller
    secret_key: str
    expired: bool = False


class StackIdentity:
    """Identity of one stack: the `Identity` of `context` and the `Authority` of the gateway."""

    def __init__(self, credentials: StackCredentials, store: IamStore, region: str):
        self.sealer = Sealer(credentials.secret_key)
        self.store = store
        self._credentials = credentials
        self._region = region
        self._policies = PolicyCache(store)
        self._lookups: dict[str, PolicyLookup] = {}

    def principal(self, access_key: str, token: str | None) -> KnownPrincipal | None:
        """The owner of a key (and session token); None if there is none, or they do not belong together."""
        if access_key == self._credentials.access_key and not token:
            caller = Caller(account=ACCOUNT, arn=_DEPLOYER_ARN, access_key=access_key)
            return KnownPrincipal(caller, self._credentials.secret_key)
        session = self.sealer.open(token) if token else None
        if session is None or session.access_key != access_key:
            return None
        arn, role_name = _DEPLOYER_ARN, None
        if session.role_arn:
            role = self._role(session.role_arn)
            if role is None or role.id != session.role_id:
                return None  # the role is gone, or another one has its name now
            arn, role_name = session_arn(role.name, session.name), role.name
        caller = SessionCaller(
            account=ACCOUNT, arn=arn, access_key=access_key, role_name=role_name, session=session
        )
        return KnownPrincipal(caller, self.sealer.secret_key(access_key), session.expired)

    def require(
        self, caller: Caller, requirements: Sequence[Requirement], call: Call, source_ip: str
    ) -> None:
        """Raise `AccessDeniedError` unless the caller may do all of them."""
        if caller.role_name is None:
            return
        context = self._context(caller, call.region, source_ip) | _request_tags(call.parameters)
        for requirement in requirements:
            self._require(caller, requirement, context)

    def authorize(
        self, caller: Caller, action: str, resource: str, context: Mapping[str, str] | None = None
    ) -> None:
        """Raise `AccessDeniedError` unless the caller may do one action on one ARN."""
        if caller.role_name is None:
            return
        region = resource.split(":")[3] if resource.count(":") >= 5 else ""
        requirement = Requirement(action, resource, context=context or {})
        self._require(caller, requirement, self._context(caller, region or self._region, "127.0.0.1"))

    def allows_public(self, action: str, resource: str, context: Mapping[str, str] | None = None) -> bool:
        """Whether the resource's own policies let anybody do this."""
        keys = {key.lower(): value for key, value in (context or {}).items()}
        access = Access(action, (resource,), keys)
        return stance_towards(Principal(), self._resource_policies(resource), access) is Stance.ALLOWS

    def register_resource_policies(self, service: str, lookup: PolicyLookup) -> None:
        """Have `lookup` asked for the policies of every ARN of `service`."""
        self._lookups[service] = lookup

    def can_assume(self, role_arn: str, service: str) -> bool:
        """Whether the role exists and trusts the service."""
        role = self._role(role_arn)
        return role is not None and self.trusts(role, Principal(service=service)) is Stance.ALLOWS

    def mint(self, role_arn: str, *, service: str, session: str, lifetime_s: int = 43_200) -> Credentials:
        """Assume a role on behalf of a service."""
        role = self._role(role_arn)
        if role is None or self.trusts(role, Principal(service=service)) is not Stance.ALLOWS:
            raise ServiceError(
                "AccessDenied", f"{service} is not allowed to assume the role {role_arn}.", 403
            )
        return self.sealer.issue(session, lifetime_s, role_arn=role.arn, role_id=role.id)

    def trusts(
        self, role: Role, principal: Principal, context: Context | None = None, action: str = "sts:AssumeRole"
    ) -> Stance:
        """What the role's trust policy says about a principal."""
        access = Access(action, (role.arn,), context or {})
        return stance_towards(principal, self._policies.trust(role), access)

    def stance(self, caller: Caller, action: str, resource: str, source_ip: str = "127.0.0.1") -> Decision:
        """The decision of a caller's own policies, resource policies apart."""
        if caller.role_name is None:
            return Decision.ALLOW
        context = self._context(caller, self._region, source_ip)
        return decide(Access(action, (resource,), context), principal_of(caller), self._grants(caller, ()))

    def user_id(self, caller: Caller) -> str:
        """IAM's unique id of a caller: `AROA…:session` for a role's session."""
        session = caller.session if isinstance(caller, SessionCaller) else None
        if session is not None and session.role_id:
            return f"{session.role_id}:{session.name}"
        return "AIDA" + self._credentials.access_key[4:]

    def _require(self, caller: Caller, requirement: Requirement, context: dict[str, Any]) -> None:
        keys = {**context, **{key.lower(): value for key, value in requirement.context.items()}}
        access = Access(requirement.action, (requirement.resource, *requirement.spellings), keys)
        grants = self._grants(caller, self._resource_policies(requirement.resource))
        decision = decide(access, principal_of(caller), grants)
        if decision is not Decision.ALLOW:
            raise AccessDeniedError(
                f"User: {caller.arn} is not authorized to perform: {requirement.action} on resource: "
                f"{requirement.resource} {decision.value.format(action=requirement.action)}"
            )

    def _grants(self, caller: Caller, resource: Sequence[Any]) -> Grants:
        role = self.store.find_role(caller.role_name or "")
        if role is None:
            return Grants()
        session = caller.session if isinstance(caller, SessionCaller) else None
        return Grants(
            identity=self._policies.identity(role),
            resource=resource,
            boundary=self._policies.boundary(role),
            session=self._policies.session(session.policy) if session and session.policy else None,
        )

    def _resource_policies(self, resource: str) -> Sequence[Any]:
        parts = resource.split(":", 3)
        lookup = self._lookups.get(parts[2]) if len(parts) == 4 else None
        return self._policies.resource(lookup(resource)) if lookup else ()

    def _role(self, role_arn: str) -> Role | None:
        role = self.store.find_role(role_arn.rpartition("/")[2])
        return role if role is not None and role.arn == role_arn else None

    def _context(self, caller: Caller, region: str, source_ip: str) -> dict[str, Any]:
        """The global condition keys of a request; loopback counts as TLS, which AWS's clients would use."""
        now = time.time()
        context = {
            "aws:requestedregion": region,
            "aws:principalaccount": caller.account,
            "aws:principaltype": "AssumedRole",
            "aws:userid": self.user_id(caller),
            "aws:sourceip": source_ip,
            "aws:currenttime": datetime.fromtimestamp(now, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "aws:epochtime": str(int(now)),
            "aws:securetransport": "true",
        }
        role = self.store.find_role(caller.role_name or "")
        if role is not None:
            context["aws:principalarn"] = role.arn
            context |= {f"aws:principaltag/{key.lower()}": value for key, value in role.tags.items()}
        return context


def session_arn(role_name: str, session: str) -> str:
    """The ARN of a role's session; a role's path is not part of it."""
    return f"arn:aws:sts::{ACCOUNT}:assumed-role/{role_name}/{session}"


def principal_of(caller: Caller) -> Principal:
    """A caller as resource and trust policies may name it: by session, and by role."""
    session = caller.session if isinstance(caller, SessionCaller) else None
    names = (caller.arn, session.role_arn) if session is not None and session.role_arn else (caller.arn,)
    return Principal(account=caller.account, arns=names)


def _request_tags(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """`aws:RequestTag/…` and `aws:TagKeys` of a request that sets tags, however its service spells them."""
    tags = parameters.get("Tags") or parameters.get("tags")
    if isinstance(tags, list):
        pairs = {str(tag.get("Key")): str(tag.get("Value", "")) for tag in tags if isinstance(tag, Mapping)}
    elif isinstance(tags, Mapping):
        pairs = {str(key): str(value) for key, value in tags.items()}
    else:
        return {}
    return {"aws:tagkeys": tuple(pairs)} | {
        f"aws:requesttag/{key.lower()}": value for key, value in pairs.items()
    }
