"""Hold a deduced architecture against a case's expected.json.

A case is a folder with an app and expected.json:
  resources    "Kind:name" of all that the app declares (left out: not checked)
  grants       function → exactly the "resource.operation" that it must get
  may          function → further grants that are tolerated when they are reported with certainty "may"
  errors       exactly the "code:line" of the findings with severity error
  warnings     codes that must be among the findings
  environment  variables that are set while deducing
  third_party  packages of cases/third_party that stand on the import path, as if installed
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from deducer import deduce
from deducer.architecture import Architecture
from tests.deducer.sample_catalogue import CATALOGUE

CASES = Path(__file__).parent / "cases"
THIRD_PARTY = CASES / "third_party"


def deduce_case(case: Path, cache: Path | None = None) -> tuple[Architecture, dict[str, Any]]:
    """The architecture of a case, and what it should be."""
    expected = json.loads((case / "expected.json").read_text())
    entrypoint = "app/main.py" if (case / "app" / "main.py").is_file() else "app.py"
    architecture = deduce(
        root=case,
        app="case",
        entrypoint=entrypoint,
        catalogue=CATALOGUE,
        environment={**(expected.get("environment") or {}), "PLUTO_DEBUG": "1"},
        search_path=[str(THIRD_PARTY / name) for name in expected.get("third_party", [])],
        cache=cache,
    )
    return architecture, expected


def complaints(architecture: Architecture, expected: dict[str, Any]) -> list[str]:
    """What differs, in words; empty when the case is exact."""
    found = [f"{f.code}:{f.at.line}" for f in architecture.errors]
    codes = {finding.code for finding in architecture.findings}
    wrong = [] if sorted(found) == expected["errors"] else [f"errors {sorted(found)}"]
    wrong += [f"no finding {code}" for code in expected.get("warnings", []) if code not in codes]
    if expected["errors"]:
        return wrong
    names = {f"{r.kind}:{r.name}" for r in architecture.resources}
    names |= {f"Function:{f.name}" for f in architecture.functions}
    if "resources" in expected and names != set(expected["resources"]):
        wrong.append(f"resources {sorted(names)}")
    for function, wanted in expected["grants"].items():
        wrong += _grants(architecture, function, set(wanted), set(expected.get("may", {}).get(function, [])))
    return wrong


def _grants(architecture: Architecture, function: str, wanted: set[str], tolerated: set[str]) -> list[str]:
    if function not in {f.name for f in architecture.functions}:
        return [f"no function {function}"]
    grants = [g for g in architecture.grants if g.function == function]
    have = {f"{g.name}.{g.operation}" for g in grants}
    wrong = [f"UNDER {function}: {name}" for name in sorted(wanted - have)]
    wrong += [f"OVER {function}: {name}" for name in sorted(have - wanted - tolerated)]
    for grant in grants:
        name = f"{grant.name}.{grant.operation}"
        if name in tolerated - wanted and grant.certainty != "may":
            wrong.append(f"{function}: {name} is a must")
        if not grant.because:
            wrong.append(f"{function}: {name} has no path")
    return wrong
