"""IAM's operations on roles: the role itself, its trust, inline and attached policies, boundary and tags.

Limits are those of "IAM and AWS STS quotas": names of 64 characters, 2,048 characters of trust policy,
10,240 of inline policies together (white space not counted), ten attached policies.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pluto_py.local.context import ACCOUNT
from pluto_py.local.identity.iam import answers
from pluto_py.local.identity.iam.answers import page, required, role_member
from pluto_py.local.identity.iam.documents import checked, unspaced_length
from pluto_py.local.identity.iam.records import Role
from pluto_py.local.identity.iam.store import IamStore
from pluto_py.local.identity.policy import Kind
from pluto_py.local.identity.sealing import new_access_key
from pluto_py.local.service import ServiceError

__all__ = ["OPERATIONS"]

_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_PATH = re.compile(r"/(?:[\x21-\x7e]+/)?")
_TRUST_LIMIT = 2048
_INLINE_LIMIT = 10_240
_ATTACHED_LIMIT = 10

Parameters = Mapping[str, Any]


def create_role(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """Make a role that nothing is attached to yet."""
    name, path = required(parameters, "RoleName"), parameters.get("Path") or "/"
    if not _NAME.fullmatch(name):
        raise ServiceError("ValidationError", _invalid("roleName", name, "[\\w+=,.@-]+"))
    if not _PATH.fullmatch(path):
        raise ServiceError("ValidationError", f"The specified value for path is invalid: {path}")
    if store.find_role(name) is not None:
        raise ServiceError("EntityAlreadyExists", f"Role with name {name} already exists.", 409)
    boundary = parameters.get("PermissionsBoundary") or ""
    role = Role(
        name=name,
        id=new_access_key("AROA"),
        arn=f"arn:aws:iam::{ACCOUNT}:role{path}{name}",
        path=path,
        trust=_trust(parameters, "AssumeRolePolicyDocument"),
        created=time.time(),
        description=parameters.get("Description") or "",
        max_session_s=_session_length(parameters, 3600),
        boundary=store.policy(boundary).arn if boundary else "",
        tags=answers.tags_from(parameters),
    )
    store.put_role(role)
    return {"Role": role_member(role)}


def get_role(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """Show a role."""
    return {"Role": role_member(_role(store, parameters))}


def list_roles(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """List roles under a path."""
    prefix = parameters.get("PathPrefix") or "/"
    members = (role_member(role) for role in store.roles() if role.path.startswith(prefix))
    return page(parameters, "Roles", ({**member, "Tags": None} for member in members))


def delete_role(store: IamStore, parameters: Parameters) -> None:
    """Remove a role that has no policies left."""
    role = _role(store, parameters)
    if role.attached:
        raise ServiceError("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409)
    if role.inline:
        raise ServiceError("DeleteConflict", "Cannot delete entity, must delete policies first.", 409)
    store.delete_role(role.name)


def update_role(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """Change description and longest session."""
    role = _role(store, parameters)
    description = parameters.get("Description")
    length = _session_length(parameters, role.max_session_s)
    store.put_role(
        replace(
            role, description=role.description if description is None else description, max_session_s=length
        )
    )
    return {}


def update_role_description(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """Change the description, the older way."""
    role = replace(_role(store, parameters), description=parameters.get("Description") or "")
    store.put_role(role)
    return {"Role": role_member(role)}


def update_assume_role_policy(store: IamStore, parameters: Parameters) -> None:
    """Change who may assume a role."""
    store.put_role(replace(_role(store, parameters), trust=_trust(parameters, "PolicyDocument")))


def put_role_policy(store: IamStore, parameters: Parameters) -> None:
    """Make or replace an inline policy."""
    role, name = _role(store, parameters), required(parameters, "PolicyName")
    document = checked(required(parameters, "PolicyDocument"), Kind.IDENTITY)
    inline = {**role.inline, name: document}
    if sum(map(unspaced_length, inline.values())) > _INLINE_LIMIT:
        raise ServiceError(
            "LimitExceeded",
            f"Maximum policy size of {_INLINE_LIMIT} bytes exceeded for role {role.name}",
            409,
        )
    store.put_role(replace(role, inline=inline))


def get_role_policy(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """Show an inline policy."""
    role, name = _role(store, parameters), required(parameters, "PolicyName")
    _must_have_inline(role, name)
    return {
        "RoleName": role.name,
        "PolicyName": name,
        "PolicyDocument": answers.encoded(role.inline[name]),
    }


def delete_role_policy(store: IamStore, parameters: Parameters) -> None:
    """Remove an inline policy."""
    role, name = _role(store, parameters), required(parameters, "PolicyName")
    _must_have_inline(role, name)
    store.put_role(replace(role, inline={key: text for key, text in role.inline.items() if key != name}))


def list_role_policies(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """List the names of inline policies."""
    return page(parameters, "PolicyNames", sorted(_role(store, parameters).inline))


def attach_role_policy(store: IamStore, parameters: Parameters) -> None:
    """Attach a managed policy; attaching it again changes nothing."""
    role, policy = _role(store, parameters), store.policy(required(parameters, "PolicyArn"))
    if policy.arn in role.attached:
        return
    if len(role.attached) >= _ATTACHED_LIMIT:
        raise ServiceError("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10", 409)
    store.put_role(replace(role, attached=(*role.attached, policy.arn)))


def detach_role_policy(store: IamStore, parameters: Parameters) -> None:
    """Detach a managed policy."""
    role, arn = _role(store, parameters), required(parameters, "PolicyArn")
    if arn not in role.attached:
        raise ServiceError("NoSuchEntity", f"Policy {arn} was not found.", 404)
    store.put_role(replace(role, attached=tuple(other for other in role.attached if other != arn)))


def list_attached_role_policies(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """List attached policies."""
    attached = _role(store, parameters).attached
    return page(
        parameters,
        "AttachedPolicies",
        ({"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in attached),
    )


def put_role_permissions_boundary(store: IamStore, parameters: Parameters) -> None:
    """Limit a role by a managed policy."""
    policy = store.policy(required(parameters, "PermissionsBoundary"))
    store.put_role(replace(_role(store, parameters), boundary=policy.arn))


def delete_role_permissions_boundary(store: IamStore, parameters: Parameters) -> None:
    """Take the limit away."""
    store.put_role(replace(_role(store, parameters), boundary=""))


def tag_role(store: IamStore, parameters: Parameters) -> None:
    """Add or replace tags."""
    role = _role(store, parameters)
    store.put_role(replace(role, tags={**role.tags, **answers.tags_from(parameters)}))


def untag_role(store: IamStore, parameters: Parameters) -> None:
    """Remove tags."""
    role, gone = _role(store, parameters), set(parameters.get("TagKeys") or ())
    store.put_role(replace(role, tags={key: value for key, value in role.tags.items() if key not in gone}))


def list_role_tags(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """List tags."""
    return page(parameters, "Tags", answers.tag_members(_role(store, parameters).tags))


def list_instance_profiles_for_role(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """There are no instances here, hence no profiles; who deletes a role asks this first."""
    _role(store, parameters)
    return page(parameters, "InstanceProfiles", ())


def _role(store: IamStore, parameters: Parameters) -> Role:
    return store.role(required(parameters, "RoleName"))


def _trust(parameters: Parameters, name: str) -> str:
    document = checked(required(parameters, name), Kind.TRUST)
    if unspaced_length(document) > _TRUST_LIMIT:
        raise ServiceError("LimitExceeded", f"Cannot exceed quota for ACLSizePerRole: {_TRUST_LIMIT}", 409)
    return document


def _session_length(parameters: Parameters, default: int) -> int:
    text = parameters.get("MaxSessionDuration")
    if text is None:
        return default
    length = int(text) if str(text).isdecimal() else 0
    if not 3600 <= length <= 43_200:
        raise ServiceError("ValidationError", _invalid("maxSessionDuration", str(text), "3600 to 43200"))
    return length


def _must_have_inline(role: Role, name: str) -> None:
    if name not in role.inline:
        raise ServiceError("NoSuchEntity", f"The role policy with name {name} cannot be found.", 404)


def _invalid(field: str, value: str, constraint: str) -> str:
    return (
        f"1 validation error detected: Value {json.dumps(value)} at '{field}' failed to satisfy constraint: "
        f"{constraint}"
    )


OPERATIONS = {
    "CreateRole": create_role,
    "GetRole": get_role,
    "ListRoles": list_roles,
    "DeleteRole": delete_role,
    "UpdateRole": update_role,
    "UpdateRoleDescription": update_role_description,
    "UpdateAssumeRolePolicy": update_assume_role_policy,
    "PutRolePolicy": put_role_policy,
    "GetRolePolicy": get_role_policy,
    "DeleteRolePolicy": delete_role_policy,
    "ListRolePolicies": list_role_policies,
    "AttachRolePolicy": attach_role_policy,
    "DetachRolePolicy": detach_role_policy,
    "ListAttachedRolePolicies": list_attached_role_policies,
    "PutRolePermissionsBoundary": put_role_permissions_boundary,
    "DeleteRolePermissionsBoundary": delete_role_permissions_boundary,
    "TagRole": tag_role,
    "UntagRole": untag_role,
    "ListRoleTags": list_role_tags,
    "ListInstanceProfilesForRole": list_instance_profiles_for_role,
}
