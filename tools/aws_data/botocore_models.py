"""Operations, request members, paginators and waiters of the installed botocore."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from botocore import xform_name
from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel
from botocore.session import get_session

__all__ = ["Client", "Operation", "clients"]

_TEXT = "string"


@dataclass(frozen=True)
class Operation:
    """`members` maps a source (`Name`, `Names[]`) to the member's name, for members that hold text.

    `structures` are the other members.
    """

    name: str
    method: str
    members: dict[str, str]
    structures: frozenset[str]
    http_method: str
    path: str


@dataclass(frozen=True)
class Client:
    """One service as `boto3.client(name)` offers it."""

    name: str
    prefixes: tuple[str, ...]
    operations: tuple[Operation, ...]
    pages: tuple[str, ...]
    waiters: dict[str, str]


def clients() -> Iterator[Client]:
    """Every service, by name."""
    session = get_session()
    loader = session.get_component("data_loader")
    for name in sorted(session.get_available_services()):
        model = session.get_service_model(name)
        yield Client(
            name,
            _prefixes(name, model),
            tuple(_operation(model.operation_model(o)) for o in model.operation_names),
            tuple(sorted(xform_name(o) for o in _extra(loader, name, "paginators-1", "pagination"))),
            {
                xform_name(w): entry["operation"]
                for w, entry in sorted(_extra(loader, name, "waiters-2", "waiters").items())
            },
        )


def _prefixes(name: str, model: ServiceModel) -> tuple[str, ...]:
    named = (
        model.signing_name,
        model.endpoint_prefix,
        name,
        str(model.service_id.hyphenize()),
        name.replace("-", ""),
    )
    return tuple(dict.fromkeys(named))


def _operation(model: OperationModel) -> Operation:
    shape = model.input_shape
    members: dict[str, str] = {}
    structures = set()
    for name, member in (shape.members if shape else {}).items():
        if member.type_name == _TEXT:
            members[name] = name
        elif member.type_name == "list" and member.member.type_name == _TEXT:
            members[f"{name}[]"] = name
        else:
            structures.add(name)
    http = model.http or {}
    return Operation(
        model.name,
        xform_name(model.name),
        members,
        frozenset(structures),
        http.get("method", ""),
        http.get("requestUri", ""),
    )


def _extra(loader: Loader, name: str, kind: str, key: str) -> dict:
    try:
        return loader.load_service_model(name, kind)[key]
    except DataNotFoundError:  # not every service has one; UnknownServiceError is a subclass
        return {}
