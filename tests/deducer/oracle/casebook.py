"""The golden cases: small programs, each with what deduction has to say about it.

A case is a folder of `tests/deducer/cases` with an app and `expected.json` (see `cases/README.md`).
`shortcomings` compares one with the deducer's result; nothing is compared but what users are promised:
which functions, which grants, which findings, on which lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from deducer import deduce
from deducer.architecture import Architecture, Grant
from tests.deducer.sample_catalogue import CATALOGUE

CASES = Path(__file__).parents[1] / "cases"
GAPS = CASES / "known-gaps.json"


@dataclass(frozen=True)
class Case:
    """One program. `expected` is its expected.json as it stands."""

    folder: Path
    expected: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def entrypoint(self) -> str:
        """The module where deduction begins, relative to the folder."""
        return "app/main.py" if (self.folder / "app" / "main.py").is_file() else "app.py"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that are set while it is deduced and while it runs."""
        return dict(self.expected.get("environment", {}))

    @property
    def libraries(self) -> list[str]:
        """Folders that stand on the import path as if their contents were installed."""
        return [str(CASES / "third_party" / name) for name in self.expected.get("third_party", [])]

    @property
    def is_valid(self) -> bool:
        return not self.expected["errors"]


@cache
def all_cases() -> tuple[Case, ...]:
    """Every case, by name."""
    found = sorted(path.parent for path in CASES.glob("*/expected.json"))
    return tuple(Case(folder, json.loads((folder / "expected.json").read_text())) for folder in found)


@cache
def known_gaps() -> Mapping[str, str]:
    """Cases that the deducer is known to get wrong, each with the reason."""
    gaps: dict[str, str] = json.loads(GAPS.read_text())
    return gaps


def deduced(case: Case) -> Architecture:
    """The deducer's result for a case, without any cache."""
    return deduce(
        root=case.folder,
        app="case",
        entrypoint=case.entrypoint,
        catalogue=CATALOGUE,
        environment=case.environment,
        search_path=case.libraries,
        cache=None,
    )


def shortcomings(case: Case, result: Architecture) -> list[str]:
    """What differs from what is expected, one sentence each; missing grants come first."""
    errors = sorted(f"{finding.code}:{finding.at.line}" for finding in result.errors)
    if errors != sorted(case.expected["errors"]):
        return [f"OTHER: errors {errors}, expected {case.expected['errors']}"]
    codes = {finding.code for finding in result.findings}
    found = [f"OTHER: no finding {code}" for code in case.expected.get("warnings", []) if code not in codes]
    if case.is_valid:
        found += _resources(case, result)
        for function, wanted in case.expected["grants"].items():
            found += _grants(case, result, function, set(wanted))
    return sorted(found, key=lambda text: (not text.startswith("UNDER"), text))


def _resources(case: Case, result: Architecture) -> list[str]:
    wanted = case.expected.get("resources")
    have = sorted(
        {f"{resource.kind}:{resource.name}" for resource in result.resources}
        | {f"Function:{function.name}" for function in result.functions}
    )
    if wanted is None or have == sorted(wanted):
        return []
    return [f"OTHER: resources {have}, expected {wanted}"]


def _grants(case: Case, result: Architecture, function: str, wanted: set[str]) -> list[str]:
    if function not in {deduced.name for deduced in result.functions}:
        return [f"UNDER: no function {function}"]
    tolerated = set(case.expected.get("may", {}).get(function, [])) - wanted
    mine = [grant for grant in result.grants if grant.function == function]
    have = {shown(grant) for grant in mine}
    return [
        *(f"UNDER: {function} lacks {name}" for name in wanted - have),
        *(f"OVER: {function} has {name}" for name in have - wanted - tolerated),
        *(
            f"OVER: {function} must have {shown(grant)}, which is only tolerated"
            for grant in mine
            if shown(grant) in tolerated and grant.certainty != "may"
        ),
        *(f"OTHER: {function} has {shown(grant)} without a path" for grant in mine if not grant.because),
    ]


def shown(grant: Grant) -> str:
    """A grant as expected.json writes it."""
    if grant.kind == "aws":
        return f"aws {grant.operation} {grant.arn or ''}".strip()
    return f"{grant.name}.{grant.operation}"
