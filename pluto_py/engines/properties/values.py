"""Secrets, unknowns and resource references inside property values, and their form on the wire.

The signatures are public constants of Pulumi (`sdk/go/common/resource/sig`,
`sdk/python/lib/pulumi/runtime/rpc.py`). No function here changes its argument, except `mark_secrets`, which
says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from google.protobuf import struct_pb2

__all__ = [
    "ARCHIVE",
    "ASSET",
    "REFERENCE",
    "SECRET",
    "SIGNATURE",
    "UNKNOWN",
    "Properties",
    "Value",
    "blind",
    "contains_secret",
    "contains_unknown",
    "copy",
    "decode",
    "encode",
    "is_secret",
    "mark_secrets",
    "reveal",
    "secret",
    "signature",
    "without_unknowns",
]

Value: TypeAlias = Any
Properties: TypeAlias = dict[str, Any]

SIGNATURE = "4dabf18193072939515e22adb298388d"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature, not a secret
REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

BLINDED = "[secret]"


def signature(value: Value) -> str | None:
    """The signature of a special value (`SECRET`, `ASSET`, …), or None for plain data."""
    found = value.get(SIGNATURE) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def is_secret(value: Value) -> bool:
    """True for a secret itself; see `contains_secret` for one further inside."""
    return signature(value) == SECRET


def secret(value: Value) -> Properties:
    """The value as a secret; a secret stays as it is."""
    return value if is_secret(value) else {SIGNATURE: SECRET, "value": value}


def reveal(value: Value) -> Value:
    """The value with every secret replaced by what it holds."""
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return reveal(value.get("value"))
        return {key: reveal(item) for key, item in value.items()}
    return [reveal(item) for item in value] if isinstance(value, list) else value


def blind(value: Value) -> Value:
    """The value with every secret replaced by the text that Pulumi shows instead."""
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return BLINDED
        return {key: blind(item) for key, item in value.items()}
    return [blind(item) for item in value] if isinstance(value, list) else value


def contains_secret(value: Value) -> bool:
    """True if the value is a secret or holds one at any depth."""
    if isinstance(value, dict):
        return value.get(SIGNATURE) == SECRET or any(map(contains_secret, value.values()))
    return isinstance(value, list) and any(map(contains_secret, value))


def contains_unknown(value: Value) -> bool:
    """True if the value is, or holds, something that only an update will know (previews only)."""
    if isinstance(value, dict):
        return any(map(contains_unknown, value.values()))
    if isinstance(value, list):
        return any(map(contains_unknown, value))
    return bool(value == UNKNOWN)


def without_unknowns(properties: Mapping[str, Value]) -> Properties:
    """The properties whose values are wholly known."""
    return {key: value for key, value in properties.items() if not contains_unknown(value)}


def copy(value: Value) -> Value:
    """A copy that shares no dictionary and no list with the original."""
    if isinstance(value, dict):
        return {key: copy(item) for key, item in value.items()}
    return [copy(item) for item in value] if isinstance(value, list) else value


def mark_secrets(outputs: Properties, inputs: Mapping[str, Value]) -> Properties:
    """Make secret in `outputs` what is secret in `inputs` under the same key, and return `outputs`.

    This is what Pulumi does for a provider that does not speak of secrets: objects are matched key by key,
    anything else becomes secret as a whole once a secret went into it.
    """
    for key, given in inputs.items():
        if key not in outputs:
            continue
        returned = outputs[key]
        if _is_object(returned) and _is_object(given):
            mark_secrets(returned, given)
        elif contains_secret(given):
            outputs[key] = secret(returned)
    return outputs


def _is_object(value: Value) -> bool:
    return isinstance(value, dict) and SIGNATURE not in value


def decode(struct: struct_pb2.Struct) -> Properties:
    """Properties as they came over the wire; whole numbers become `int` (the wire has doubles only)."""
    return {key: _decode(value) for key, value in struct.fields.items()}


def _decode(value: struct_pb2.Value) -> Value:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return value.string_value
    if kind == "struct_value":
        return _flatten_output(decode(value.struct_value))
    if kind == "list_value":
        return [_decode(item) for item in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return value.bool_value if kind == "bool_value" else None


def _flatten_output(value: Properties) -> Value:
    """An output value without its list of dependencies: these are sent beside the properties as well."""
    if value.get(SIGNATURE) != OUTPUT:
        return value
    inner = value.get("value", UNKNOWN)
    return secret(inner) if value.get("secret") else inner


def encode(properties: Mapping[str, Value]) -> struct_pb2.Struct:
    """Properties as they go over the wire."""
    struct = struct_pb2.Struct()
    for key, value in properties.items():
        _encode(value, struct.fields[key])
    return struct


def _encode(value: Value, into: struct_pb2.Value) -> None:
    if value is None:
        into.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        into.bool_value = value
    elif isinstance(value, (int, float)):
        into.number_value = value
    elif isinstance(value, str):
        into.string_value = value
    elif isinstance(value, dict):
        into.struct_value.SetInParent()
        for key, item in value.items():
            _encode(item, into.struct_value.fields[key])
    else:
        into.list_value.SetInParent()
        for item in value:
            _encode(item, into.list_value.values.add())
