"""IAM's operations on managed policies and their versions.

Limits are those of "IAM and AWS STS quotas": 6,144 characters (white space not counted), five versions.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pluto_py.local.context import ACCOUNT
from pluto_py.local.identity.iam import answers
from pluto_py.local.identity.iam.answers import page, policy_member, required, version_member
from pluto_py.local.identity.iam.documents import checked, unspaced_length
from pluto_py.local.identity.iam.records import ManagedPolicy, PolicyVersion, Role
from pluto_py.local.identity.iam.store import IamStore
from pluto_py.local.identity.policy import Kind
from pluto_py.local.identity.sealing import new_access_key
from pluto_py.local.service import ServiceError

__all__ = ["OPERATIONS"]

_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)
_SIZE_LIMIT = 6144
_VERSION_LIMIT = 5

Parameters = Mapping[str, Any]


def create_policy(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """Make a managed policy with its first version."""
    name, path = required(parameters, "PolicyName"), parameters.get("Path") or "/"
    if not _NAME.fullmatch(name):
        raise ServiceError("ValidationError", f"The specified value for policyName is invalid: {name}")
    arn = f"arn:aws:iam::{ACCOUNT}:policy{path}{name}"
    if store.find_policy(arn) is not None:
        raise ServiceError("EntityAlreadyExists", f"A policy called {name} already exists.", 409)
    now = time.time()
    policy = ManagedPolicy(
        name=name,
        id=new_access_key("ANPA"),
        arn=arn,
        path=path,
        created=now,
        updated=now,
        default_version="v1",
        versions={"v1": PolicyVersion(_document(parameters), now)},
        description=parameters.get("Description") or "",
        tags=answers.tags_from(parameters),
    )
    store.put_policy(policy)
    return {"Policy": policy_member(policy, 0)}


def get_policy(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """Show a policy."""
    policy = _policy(store, parameters)
    return {"Policy": policy_member(policy, len(_holders(store, policy.arn)))}


def list_policies(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """List the account's own policies; `Scope=AWS` has none made here."""
    prefix = parameters.get("PathPrefix") or "/"
    own = () if parameters.get("Scope") == "AWS" else store.policies()
    members = (
        policy_member(policy, len(_holders(store, policy.arn)))
        for policy in own
        if policy.path.startswith(prefix)
    )
    if parameters.get("OnlyAttached") == "true":
        members = (member for member in members if member["AttachmentCount"])
    return page(parameters, "Policies", members)


def delete_policy(store: IamStore, parameters: Parameters) -> None:
    """Remove a policy that nobody holds and that has one version."""
    policy = _own(store, parameters)
    if _holders(store, policy.arn):
        raise ServiceError("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
    if len(policy.versions) > 1:
        raise ServiceError(
            "DeleteConflict",
            "This policy has more than one version. Before you delete a policy, you must delete the policy's "
            "versions. The default version is deleted with the policy.",
            409,
        )
    store.delete_policy(policy.arn)


def create_policy_version(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """Add a version, and make it the one in force if asked."""
    policy = _own(store, parameters)
    if len(policy.versions) >= _VERSION_LIMIT:
        raise ServiceError(
            "LimitExceeded",
            "A managed policy can have up to 5 versions. Delete one before creating another.",
            409,
        )
    now = time.time()
    name = f"v{max(int(version[1:]) for version in policy.versions) + 1}"
    version = PolicyVersion(_document(parameters), now)
    default = name if parameters.get("SetAsDefault") == "true" else policy.default_version
    policy = replace(
        policy, versions={**policy.versions, name: version}, default_version=default, updated=now
    )
    store.put_policy(policy)
    return {"PolicyVersion": {**version_member(policy, name, version), "Document": None}}


def get_policy_version(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """Show a version with its document."""
    policy, name = _policy(store, parameters), required(parameters, "VersionId")
    return {"PolicyVersion": version_member(policy, name, _version(policy, name))}


def list_policy_versions(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """List versions, the newest first."""
    policy = _policy(store, parameters)
    names = sorted(policy.versions, key=lambda name: int(name[1:]), reverse=True)
    return page(
        parameters, "Versions", (version_member(policy, name, policy.versions[name]) for name in names)
    )


def set_default_policy_version(store: IamStore, parameters: Parameters) -> None:
    """Put a version in force."""
    policy, name = _own(store, parameters), required(parameters, "VersionId")
    _version(policy, name)
    store.put_policy(replace(policy, default_version=name, updated=time.time()))


def delete_policy_version(store: IamStore, parameters: Parameters) -> None:
    """Remove a version that is not in force."""
    policy, name = _own(store, parameters), required(parameters, "VersionId")
    _version(policy, name)
    if name == policy.default_version:
        raise ServiceError("DeleteConflict", "Cannot delete the default version of a policy.", 409)
    versions = {key: version for key, version in policy.versions.items() if key != name}
    store.put_policy(replace(policy, versions=versions, updated=time.time()))


def list_entities_for_policy(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """List the roles that hold a policy."""
    holders = _holders(store, _policy(store, parameters).arn)
    roles = ({"RoleName": role.name, "RoleId": role.id} for role in holders)
    return {**page(parameters, "PolicyRoles", roles), "PolicyGroups": [], "PolicyUsers": []}


def tag_policy(store: IamStore, parameters: Parameters) -> None:
    """Add or replace tags."""
    policy = _own(store, parameters)
    store.put_policy(replace(policy, tags={**policy.tags, **answers.tags_from(parameters)}))


def untag_policy(store: IamStore, parameters: Parameters) -> None:
    """Remove tags."""
    policy, gone = _own(store, parameters), set(parameters.get("TagKeys") or ())
    kept = {key: value for key, value in policy.tags.items() if key not in gone}
    store.put_policy(replace(policy, tags=kept))


def list_policy_tags(store: IamStore, parameters: Parameters) -> dict[str, Any]:
    """List tags."""
    return page(parameters, "Tags", answers.tag_members(_policy(store, parameters).tags))


def _policy(store: IamStore, parameters: Parameters) -> ManagedPolicy:
    return store.policy(required(parameters, "PolicyArn"))


def _own(store: IamStore, parameters: Parameters) -> ManagedPolicy:
    """A policy that may be changed: AWS's own may not."""
    policy = _policy(store, parameters)
    if policy.arn.startswith("arn:aws:iam::aws:"):
        raise ServiceError("AccessDenied", f"Policy {policy.arn} is managed by AWS.", 403)
    return policy


def _version(policy: ManagedPolicy, name: str) -> PolicyVersion:
    version = policy.versions.get(name)
    if version is None:
        message = f"Policy {policy.arn} version {name} does not exist or is not attachable."
        raise ServiceError("NoSuchEntity", message, 404)
    return version


def _document(parameters: Parameters) -> str:
    document = checked(required(parameters, "PolicyDocument"), Kind.IDENTITY)
    if unspaced_length(document) > _SIZE_LIMIT:
        raise ServiceError("LimitExceeded", f"Cannot exceed quota for PolicySize: {_SIZE_LIMIT}", 409)
    return document


def _holders(store: IamStore, arn: str) -> list[Role]:
    return [role for role in store.roles() if arn in role.attached]


OPERATIONS = {
    "CreatePolicy": create_policy,
    "GetPolicy": get_policy,
    "ListPolicies": list_policies,
    "DeletePolicy": delete_policy,
    "CreatePolicyVersion": create_policy_version,
    "GetPolicyVersion": get_policy_version,
    "ListPolicyVersions": list_policy_versions,
    "SetDefaultPolicyVersion": set_default_policy_version,
    "DeletePolicyVersion": delete_policy_version,
    "ListEntitiesForPolicy": list_entities_for_policy,
    "TagPolicy": tag_policy,
    "UntagPolicy": untag_policy,
    "ListPolicyTags": list_policy_tags,
}
