"""Golden cases: a folder per construct of the language and of apps, valid and invalid. See `judging`.

Cases known to be wrong (`cases/known-gaps.json`: name → reason) are strict: one that comes right has to leave it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deducer.architecture import Architecture
from tests.deducer.judging import CASES, complaints, deduce_case

FOLDERS = sorted(path.parent for path in CASES.glob("*/expected.json"))
GAPS: dict[str, str] = json.loads((CASES / "known-gaps.json").read_text())
CODES = {
    "conditional-resource",
    "duplicate-resource",
    "dynamic-argument",
    "dynamic-name",
    "invalid-argument",
    "missing-environment",
    "operation-at-import",
    "over-approximation",
    "runtime-resource",
    "syntax-error",
    "unknown-handler",
    "unreachable-resource",
    "unresolved-import",
    "unsupported",
}


def _marks(case: Path) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=GAPS[case.name], strict=True)] if case.name in GAPS else []


@pytest.mark.timeout(30)
@pytest.mark.parametrize("case", [pytest.param(case, id=case.name, marks=_marks(case)) for case in FOLDERS])
def test_case(case: Path) -> None:
    architecture, expected = deduce_case(case)
    assert complaints(architecture, expected) == []


def test_there_are_many_cases() -> None:
    assert len(FOLDERS) >= 600


def test_known_gaps_name_cases() -> None:
    assert set(GAPS) <= {case.name for case in FOLDERS}


def test_every_finding_code_has_a_case() -> None:
    expected = [json.loads((case / "expected.json").read_text()) for case in FOLDERS]
    codes = {error.partition(":")[0] for case in expected for error in case["errors"]}
    assert codes | {code for case in expected for code in case.get("warnings", [])} == CODES


def test_the_same_bytes_again() -> None:
    def text(case: Path) -> str:
        architecture: Architecture = deduce_case(case)[0]
        return architecture.to_json()

    for case in FOLDERS[::20]:
        assert text(case) == text(case)
