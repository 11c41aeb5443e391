"""The deducer's result: frozen, ordered, and printed the same way every time.

`Architecture.to_json()` is the shape that users' tools read (`pluto deduce --json`). Positions are
`file:line:column`, 1-based, the file relative to the project root with `/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from deducer.rendering import render

__all__ = [
    "Architecture",
    "Argument",
    "Capture",
    "DeducedFunction",
    "DeducedResource",
    "Finding",
    "Grant",
    "Position",
]

Severity = Literal["error", "warning", "info"]
Certainty = Literal["must", "may"]


@dataclass(frozen=True, order=True)
class Position:
    """A place in the app's source; `line` and `column` are 1-based."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Argument:
    """One evaluated constructor argument.

    `value` is what the infrastructure program uses. `shown` is what may be printed or stored: where any part
    of the value comes from a variable of the environment it is `{"env": "NAME"}`, never the value.
    """

    value: Any
    shown: Any
    from_environment: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeducedResource:
    """A declared resource; `arguments` holds every argument the app gives, except `name` and handlers."""

    kind: str
    name: str
    arguments: Mapping[str, Argument]
    at: Position


@dataclass(frozen=True, order=True)
class Capture:
    """A property whose provisioned value a function needs at run time."""

    kind: str
    name: str
    property: str


@dataclass(frozen=True)
class DeducedFunction:
    """Code that will run as one function.

    `environment` names the variables that reachable code reads and that the deploy-time environment must
    supply (those with a default in the code that are unset at deploy time are left out). `modules` are the
    first-party files it loads, `distributions` the installed distributions that they import, both sorted.
    """

    name: str
    trigger: Mapping[str, Any]
    handler: Position
    environment: tuple[str, ...]
    captures: tuple[Capture, ...]
    modules: tuple[str, ...]
    distributions: tuple[str, ...]
    at: Position


@dataclass(frozen=True)
class Grant:
    """`function` may do `actions` on one resource, because of the path of positions in `because`.

    For a resource that the app declares, `kind` and `name` say which; else `kind` is `"aws"`, `name` is `""`
    and `arn` names it. `operation` is the resource's method or property, or an AWS operation for code that is
    not the app's.
    """

    function: str
    kind: str
    name: str
    operation: str
    actions: tuple[str, ...]
    certainty: Certainty
    because: tuple[str, ...]
    arn: str | None = None


@dataclass(frozen=True)
class Finding:
    """Something to tell the user, at a place, with a way out.

    `chain` holds the calls that led to the place, outermost first, each `file:line:column name`.
    """

    severity: Severity
    code: str
    message: str
    at: Position
    hint: str = ""
    chain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Architecture:
    """One app's resources, functions, grants and findings, sorted.

    `import_root` (absolute path) and `entry_module` (dotted name) say how the entrypoint is imported when a
    function starts; they are not part of the JSON because they depend on the machine or follow from the rest.
    """

    app: str
    entrypoint: str
    resources: tuple[DeducedResource, ...]
    functions: tuple[DeducedFunction, ...]
    grants: tuple[Grant, ...]
    findings: tuple[Finding, ...]
    import_root: str = field(default="", compare=False)
    entry_module: str = field(default="", compare=False)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid a deployment."""
        return tuple(f for f in self.findings if f.severity == "error")

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of version 1, as plain containers."""
        return {
            "version": 1,
            "app": self.app,
            "entrypoint": self.entrypoint,
            "resources": [
                {
                    "kind": r.kind,
                    "name": r.name,
                    "arguments": {k: a.shown for k, a in sorted(r.arguments.items())},
                    "at": str(r.at),
                }
                for r in self.resources
            ],
            "functions": [
                {
                    "name": f.name,
                    "trigger": dict(f.trigger),
                    "handler": str(f.handler),
                    "environment": list(f.environment),
                    "captures": [
                        {"kind": c.kind, "name": c.name, "property": c.property} for c in f.captures
                    ],
                    "modules": f.modules,
                    "distributions": list(f.distributions),
                    "at": str(f.at),
                }
                for f in self.functions
            ],
            "grants": [_grant(g) for g in self.grants],
            "findings": [_finding(f) for f in self.findings],
        }

    def to_json(self) -> str:
        """Deterministic text: same input, same bytes."""
        return render(self.to_dict())


def _grant(grant: Grant) -> dict[str, Any]:
    data: dict[str, Any] = {
        "function": grant.function,
        "kind": grant.kind,
        "name": grant.name,
        "operation": grant.operation,
        "actions": list(grant.actions),
        "certainty": grant.certainty,
        "because": list(grant.because),
    }
    if grant.arn is not None:
        data["arn"] = grant.arn
    return data


def _finding(finding: Finding) -> dict[str, Any]:
    data: dict[str, Any] = {
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "at": str(finding.at),
        "hint": finding.hint,
    }
    if finding.chain:
        data["chain"] = list(finding.chain)
    return data
