"""One service's entry: its operations, what each needs, and where the names in the ARNs come from.

The entry's shape is documented where it is read, in `deducer/aws/services.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tools.aws_data.botocore_models import Client, Operation
from tools.aws_data.curated import (
    ACTIONS,
    HTTP_METHOD_ACTIONS,
    INJECTED,
    NO_PERMISSION,
    ONLY_TYPES,
    PREFIXES,
    Need,
)
from tools.aws_data.iam import Action, Service
from tools.aws_data.members import fill

__all__ = ["entry", "record"]

_PASS_ROLE = "iam:PassRole"  # noqa: S105  # the name of an action
_ROLE_MEMBER = re.compile(r"role_?arn$|^role$|^.*rolearn$", re.IGNORECASE)


def entry(client: Client, known: Mapping[str, Service]) -> dict[str, Any]:
    """Everything about one service."""
    service = _service(client, known)
    prefix = service.prefix if service else client.prefixes[0]
    made: dict[str, Any] = {"prefix": prefix, "arns": {}, "operations": {}, "unmapped": []}
    for operation in client.operations:
        needs = _needs(client, service, operation, known, made["arns"])
        if needs is None:
            made["unmapped"].append(operation.name)
        row = [operation.name, needs]
        dependent = _dependent(service, needs)
        made["operations"][operation.method] = [*row, [], dependent] if dependent else row
    for method, positional in INJECTED.get(client.name, {}).items():
        pseudo = Operation(method, method, {}, frozenset(), "", "")
        needs = _needs(client, service, pseudo, known, made["arns"])
        made["operations"][method] = [method, needs, list(positional)]
    made["pages"] = list(client.pages)
    methods = {o.name: o.method for o in client.operations}
    made["waiters"] = {name: methods[operation] for name, operation in client.waiters.items()}
    return made


def record(data: dict[str, Any]) -> dict[str, Any]:
    """The entry as it is stored: without what only the report of the refresh needs."""
    return {key: value for key, value in data.items() if value and key != "unmapped"}


def _service(client: Client, known: Mapping[str, Service]) -> Service | None:
    if client.name in PREFIXES:
        return known.get(PREFIXES[client.name])
    candidates = [known[p] for p in client.prefixes if p in known]
    return max(candidates, key=lambda s: sum(bool(s.named(o.name)) for o in client.operations), default=None)


def _needs(
    client: Client,
    service: Service | None,
    operation: Operation,
    known: Mapping[str, Service],
    arns: dict[str, str],
) -> list[Any] | None:
    """What the operation needs: a list of actions; empty where IAM is not asked; None where nobody says."""
    exempt = NO_PERMISSION.get(client.name, frozenset())
    if exempt is None or operation.name in exempt:
        return []
    if service is None:
        return None
    if client.name in HTTP_METHOD_ACTIONS:
        return [_http_action(service, operation, arns)]
    written = ACTIONS.get(client.name, {}).get(operation.name)
    if written is not None:
        return [_written(need, service, operation, known, arns) for need in written]
    named = service.named(operation.name)
    if not named:
        return None
    return [_derived(action, service, operation, arns) for action in named] + _passed(
        named, operation, known, arns
    )


def _derived(action: Action, service: Service, operation: Operation, arns: dict[str, str]) -> list[Any]:
    types = _types(action, service)
    rows = []
    for kind, required in types.items():
        arn = service.arns[kind]
        found = fill(service.prefix, kind, arn, operation, len(types) == 1)
        rows.append(_row(service, kind, required, found, arns))
    return [f"{service.prefix}:{action.name}", rows]


def _types(action: Action, service: Service) -> dict[str, bool]:
    only = ONLY_TYPES.get(service.prefix)
    known = {kind: required for kind, required in action.types.items() if kind in service.arns}
    kept = {kind: required for kind, required in known.items() if only is None or kind in only}
    return kept or known


def _row(
    service: Service, kind: str, required: bool, found: dict[str, str], arns: dict[str, str]
) -> list[Any]:
    key = kind if arns.get(kind, service.arns[kind]) == service.arns[kind] else f"{service.prefix}/{kind}"
    arns[key] = service.arns[kind]
    return [key, int(required), found]


def _written(
    need: Need,
    service: Service,
    operation: Operation,
    known: Mapping[str, Service],
    arns: dict[str, str],
) -> list[Any]:
    prefix, _, name = need.action.rpartition(":")
    owner = known[prefix] if prefix else service
    action = owner.actions[name]
    if "*" in need.fills:
        made = [f"{owner.prefix}:{name}", []]
    elif need.fills:
        rows = []
        for kind, required in _types(action, owner).items():
            found = need.fills.get(kind, need.fills.get(""))
            if found is not None:
                rows.append(_row(owner, kind, required, found, arns))
        made = [f"{owner.prefix}:{name}", rows]
    else:
        made = _derived(action, owner, operation, arns)
    return [*made, need.when] if need.when else made


def _passed(
    actions: tuple[Action, ...], operation: Operation, known: Mapping[str, Service], arns: dict[str, str]
) -> list[Any]:
    """`iam:PassRole`, where the operation hands one of the account's roles to a service."""
    if not any(_PASS_ROLE in action.dependent for action in actions):
        return []
    member = next((source for source in operation.members if _ROLE_MEMBER.search(source)), "")
    if not member:
        return []  # nested, or not in the request at all: named among the operation's dependent actions
    return [[_PASS_ROLE, [_row(known["iam"], "role", True, {"": member}, arns)], member]]


def _dependent(service: Service | None, needs: list[Any] | None) -> list[str]:
    """Actions that AWS documents as needed beside the operation's own in some cases, and that are not in `needs`."""
    if service is None or not needs:
        return []
    listed = {need[0] for need in needs}
    named = {f"{service.prefix}:{a.name}": a for a in service.actions.values()}
    needed = {d for action in listed if action in named for d in named[action].dependent}
    return sorted(needed - listed)


def _http_action(service: Service, operation: Operation, arns: dict[str, str]) -> list[Any]:
    path = operation.path.removeprefix("/v2").partition("?")[0]
    arn = "arn:${Partition}:apigateway:${Region}::" + re.sub(r"\{(\w+)\+?\}", r"${\1}", path)
    kind = f"path {path}"
    arns[kind] = arn
    wanted = re.findall(r"\$\{(\w+)\}", arn)
    found = {v: _member(v, operation) for v in wanted if _member(v, operation)}
    return [f"{service.prefix}:{operation.http_method}", [[kind, 1, found]]]


def _member(location: str, operation: Operation) -> str:
    """The member of a path's variable: `restapi_id` is `restApiId`."""
    plain = location.replace("_", "").lower()
    return next((m for m in operation.members if m.lower() == plain), "")
