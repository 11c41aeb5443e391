"""Uniform resource names: `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`.

A name may itself contain `::`, so a URN is always split from the left.
"""

from __future__ import annotations

__all__ = ["ROOT_TYPE", "make", "name_of", "package_of", "provider_package", "qualified_type_of", "type_of"]

ROOT_TYPE = "pulumi:pulumi:Stack"
PROVIDER_PREFIX = "pulumi:providers:"


def make(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """The URN of a resource under `parent` (a URN, or empty); the stack adds nothing to a child's type."""
    parent_type = qualified_type_of(parent) if parent else ""
    prefix = f"{parent_type}$" if parent_type and parent_type != ROOT_TYPE else ""
    return f"urn:pulumi:{stack}::{project}::{prefix}{type_}::{name}"


def qualified_type_of(urn: str) -> str:
    """The type with the types of its parents, joined by `$`."""
    return urn.split("::", 3)[2]


def type_of(urn: str) -> str:
    """The resource's own type token, such as `aws:iam/role:Role`."""
    return qualified_type_of(urn).rpartition("$")[2]


def name_of(urn: str) -> str:
    """The resource's logical name."""
    return urn.split("::", 3)[3]


def package_of(type_: str) -> str:
    """The package of a type or function token: `aws` for `aws:iam/role:Role`."""
    return type_.partition(":")[0]


def provider_package(type_: str) -> str | None:
    """The package that a provider resource configures (`aws` for `pulumi:providers:aws`), else None."""
    return type_[len(PROVIDER_PREFIX) :] if type_.startswith(PROVIDER_PREFIX) else None
