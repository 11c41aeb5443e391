"""What deriving from something makes of a class."""

from __future__ import annotations

from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.base import Value, union
from deducer.values.classes import Class
from deducer.values.foreign import Foreign, ForeignObject, MethodOf

__all__ = ["DATA_DECORATORS", "add_base"]

_PLAIN = frozenset(
    {
        "builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol",
        "builtins.str", "builtins.int", "builtins.float", "builtins.bytes", "builtins.bool",
    }
)  # fmt: skip
"""Bases that never call a method that they do not define themselves."""
_DATA = frozenset(
    {"typing.NamedTuple", "typing.TypedDict", "typing_extensions.TypedDict", "pydantic.BaseModel"}
)
_ENUMS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"})
DATA_DECORATORS = frozenset(
    {
        "dataclasses.dataclass",
        "attr.s",
        "attrs.define",
        "attrs.frozen",
        "attr.define",
        "pydantic.dataclasses.dataclass",
    }
)


def add_base(m: Machine, cls: Class, base: Value, node: Node) -> None:
    """Note one base of a class that is being made."""
    if isinstance(base, Class):
        if base is not cls and cls not in base.mro:
            cls.bases.append(base)
        return
    if isinstance(base, Foreign):
        _add_foreign(m, cls, base, node)
    elif isinstance(base, (ForeignObject, MethodOf)):
        cls.foreign_bases = union(cls.foreign_bases, (base,))


def _add_foreign(m: Machine, cls: Class, base: Foreign, node: Node) -> None:
    path = base.path
    if path == "builtins.str":
        cls.options |= {"str"}
    if path in _ENUMS:
        cls.is_enum = True
        if path == "enum.StrEnum":
            cls.options |= {"str"}
    elif path in _DATA:
        cls.is_data = True
        if path == "typing.NamedTuple":
            cls.options |= {"tuple"}
    elif path.startswith("builtins.") and path.endswith(
        ("Error", "Exception", "Warning", "Exit", "Interrupt")
    ):
        cls.is_error = True
        cls.error_bases += (path,)
    elif path in m.types:
        m.find(
            "error",
            "unsupported",
            f"class {cls.name} derives from the resource type {m.types[path].kind}",
            m.place(node),
            "keep the resource in an attribute instead",
        )
    elif path not in _PLAIN:
        cls.foreign_bases = union(cls.foreign_bases, (base,))
