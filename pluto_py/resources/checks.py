"""Checks of constructor arguments: one piece of code for run time and for deduction.

A check gets a value and returns None, or what is wrong as the end of a sentence that starts with the
argument's name ("must be a whole number from 128 to 10240 (MB)"). It never quotes the value: that may come
from a variable of the deploy-time environment, and findings are printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = [
    "Check",
    "environment_variables",
    "handler",
    "one_of",
    "optional",
    "resource_name",
    "text",
    "true_or_false",
    "whole_number",
]

Check = Callable[[Any], "str | None"]

_RESOURCE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,47}")
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def resource_name(value: Any) -> str | None:
    """The name of any resource: short enough that every physical name made from it fits its limit."""
    if isinstance(value, str) and _RESOURCE_NAME.fullmatch(value):
        return None
    return "must be 1 to 48 letters, digits, '_' or '-', starting with a letter"


def handler(value: Any) -> str | None:
    """A callable to run. The deducer takes an argument with this check for code, not for a value."""
    return None if callable(value) else "must be something that can be called"


def true_or_false(value: Any) -> str | None:
    """A flag."""
    return None if isinstance(value, bool) else "must be True or False"


def whole_number(low: int, high: int, unit: str = "") -> Check:
    """A whole number from `low` to `high`, both included; `unit` is shown (`"MB"`, `"seconds"`)."""

    def check(value: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return None
        return f"must be a whole number from {low} to {high}" + (f" ({unit})" if unit else "")

    return check


def text(pattern: str, shape: str) -> Check:
    """A string that `pattern` matches as a whole; `shape` says so in words ("an image URI, …")."""
    compiled = re.compile(pattern)

    def check(value: Any) -> str | None:
        return None if isinstance(value, str) and compiled.fullmatch(value) else f"must be {shape}"

    return check


def one_of(*choices: str) -> Check:
    """One of a few strings."""

    def check(value: Any) -> str | None:
        if isinstance(value, str) and value in choices:
            return None
        return "must be " + " or ".join(f'"{choice}"' for choice in choices)

    return check


def optional(inner: Check) -> Check:
    """None, or what `inner` takes."""

    def check(value: Any) -> str | None:
        if value is None:
            return None
        problem = inner(value)
        return f"{problem}, or None" if problem else None

    return check


def environment_variables(reserved: frozenset[str] = frozenset()) -> Check:
    """A mapping of variable names to strings; `reserved` names belong to somebody else."""

    def check(value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return "must be a dict of variable names to strings"
        for name, content in value.items():
            if not isinstance(name, str) or not _VARIABLE_NAME.fullmatch(name):
                return (
                    "has a key that is no variable name (letters, digits and '_', not starting with a digit)"
                )
            if name in reserved:
                return f"may not set {name}: the platform sets it itself"
            if not isinstance(content, str):
                return f"has a value for {name} that is not a string"
        return None

    return check
