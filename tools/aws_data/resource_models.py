"""boto3's resource interface: what each class of `boto3.resource(name)` is made of, under its Python names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3
from boto3.resources.model import Identifier, Parameter, ResourceModel
from botocore import xform_name
from botocore.loaders import create_loader
from botocore.session import get_session

__all__ = ["resources"]

# What `boto3.s3.inject` and `boto3.dynamodb.table` add: method -> (client method, its fixed parameters,
# positional).
_INJECTED: dict[tuple[str, str], dict[str, list[Any]]] = {
    ("s3", "Bucket"): {
        "load": ["list_buckets", {}, []],
        "upload_file": ["upload_file", {"Bucket": "name"}, ["Filename", "Key", "ExtraArgs"]],
        "upload_fileobj": ["upload_fileobj", {"Bucket": "name"}, ["Fileobj", "Key", "ExtraArgs"]],
        "download_file": ["download_file", {"Bucket": "name"}, ["Key", "Filename", "ExtraArgs"]],
        "download_fileobj": ["download_fileobj", {"Bucket": "name"}, ["Key", "Fileobj", "ExtraArgs"]],
        "copy": ["copy", {"Bucket": "name"}, ["CopySource", "Key", "ExtraArgs"]],
    },
    ("s3", "Object"): {
        "upload_file": ["upload_file", {"Bucket": "bucket_name", "Key": "key"}, ["Filename", "ExtraArgs"]],
        "upload_fileobj": [
            "upload_fileobj",
            {"Bucket": "bucket_name", "Key": "key"},
            ["Fileobj", "ExtraArgs"],
        ],
        "download_file": [
            "download_file",
            {"Bucket": "bucket_name", "Key": "key"},
            ["Filename", "ExtraArgs"],
        ],
        "download_fileobj": [
            "download_fileobj",
            {"Bucket": "bucket_name", "Key": "key"},
            ["Fileobj", "ExtraArgs"],
        ],
        "copy": ["copy", {"Bucket": "bucket_name", "Key": "key"}, ["CopySource", "ExtraArgs"]],
    },
    ("s3", "ObjectSummary"): {"load": ["head_object", {"Bucket": "bucket_name", "Key": "key"}, []]},
    ("dynamodb", "Table"): {"batch_writer": ["batch_write_item", {"RequestItems": "name"}, []]},
    ("ec2", "ServiceResource"): {"create_tags": ["create_tags", {}, []]},
    ("ec2", "Instance"): {"delete_tags": ["delete_tags", {"Resources": "id"}, []]},
}


def resources(name: str, methods: dict[str, str]) -> dict[str, Any]:
    """The service's resource classes; `methods` maps operations to client methods. Empty where it has none."""
    if name not in boto3.Session().get_available_resources():
        return {}
    loader = create_loader(str(Path(boto3.__file__).parent / "data"))
    document = loader.load_service_model(name, "resources-1")
    definitions = document["resources"]
    service = get_session().get_service_model(name)
    found = {"ServiceResource": _resource(name, "", document["service"], definitions, service, methods)}
    for kind, definition in sorted(definitions.items()):
        found[kind] = _resource(name, kind, definition, definitions, service, methods)
    return found


def _resource(
    name: str, kind: str, definition: Any, definitions: Any, service: Any, methods: dict[str, str]
) -> dict[str, Any]:
    model = ResourceModel(kind or name, definition, definitions)
    shape = service.shape_for(model.shape) if model.shape else None
    model.load_rename_map(shape)
    attributes = sorted(model.get_attributes(shape)) if shape else []
    waiters = get_session().get_waiter_model(name) if model.waiters else None
    entry = {
        "identifiers": [i.name for i in model.identifiers],
        "aliases": {i.member_name: i.name for i in model.identifiers if i.member_name},
        "attributes": attributes,
        "actions": {a.name: _action(a, methods) for a in model.actions},
        "batch": {a.name: _action(a, methods)[:2] for a in model.batch_actions},
        "subresources": {r.name: _made(r.resource) for r in model.subresources},
        "references": {r.name: _made(r.resource) for r in model.references},
        "collections": {c.name: _action(c, methods) for c in model.collections},
        "waiters": {
            w.name: [methods[waiters.get_waiter(w.waiter_name).operation], _parameters(w.params)]
            for w in model.waiters
            if waiters is not None
        },
        "injected": _INJECTED.get((name, kind or "ServiceResource"), {}),
    }
    if model.load:
        entry["load"] = _action(model.load, methods)[:2]
    for collection in model.collections:
        batch = {a.name: _action(a, methods)[:2] for a in collection.batch_actions}
        if batch:
            entry["collections"][collection.name].append(batch)
    return {key: value for key, value in entry.items() if value}


def _action(action: Any, methods: dict[str, str]) -> list[Any]:
    if action.request is None:
        return ["", {}, _made(action.resource) if action.resource else None]
    request = action.request
    made = _made(action.resource) if action.resource else None
    return [methods[request.operation], _parameters(request.params), made]


def _parameters(parameters: list[Parameter]) -> dict[str, str | None]:
    """Request member → identifier that fills it, or null where it comes from data nobody knows."""
    found: dict[str, str | None] = {}
    for parameter in parameters:
        member = parameter.target.partition("[")[0].partition(".")[0]
        plain = member == parameter.target or parameter.target == f"{member}[0]"
        found[member] = _snake(parameter.name) if plain and parameter.source == "identifier" else None
    return found


def _made(resource: Any) -> list[Any]:
    """The class of what is made, and where each of its identifiers comes from.

    `=name` is the maker's identifier, `+` the next positional argument, `Name` a request member of the call,
    and null what only the answer says.
    """
    return [resource.type, {_snake(i.target): _source(i) for i in resource.identifiers}]


def _source(identifier: Identifier) -> str | None:
    if identifier.source == "identifier":
        return f"={_snake(identifier.name)}"
    if identifier.source == "input":
        return "+"
    if identifier.source == "requestParameter":
        return str(identifier.path).partition("[")[0]
    return None


def _snake(name: str) -> str:
    return str(xform_name(name))
