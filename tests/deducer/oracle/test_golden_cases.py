"""Every golden case comes out as expected: what is missing is an under-grant, what is too much an over-grant.

The cases known to be wrong (`cases/known-gaps.json`) are strict: one that comes right has to leave the list.
"""

from __future__ import annotations

import json

import pytest

from tests.deducer.oracle.casebook import GAPS, Case, all_cases, deduced, known_gaps, shortcomings


def _parameters() -> list[object]:
    gaps = known_gaps()
    return [
        pytest.param(
            case,
            id=case.name,
            marks=[pytest.mark.xfail(reason=gaps[case.name], strict=True)] if case.name in gaps else [],
        )
        for case in all_cases()
    ]


@pytest.mark.timeout(10)
@pytest.mark.parametrize("case", _parameters())
def test_case(case: Case) -> None:
    assert shortcomings(case, deduced(case)) == []


def test_there_are_many_cases() -> None:
    assert len(all_cases()) >= 300


def test_known_gaps_name_cases() -> None:
    assert set(json.loads(GAPS.read_text())) <= {case.name for case in all_cases()}


def test_every_finding_code_has_a_case() -> None:
    codes = {error.split(":")[0] for case in all_cases() for error in case.expected["errors"]}
    codes |= {code for case in all_cases() for code in case.expected.get("warnings", [])}
    assert codes == {
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


def test_the_same_bytes_again() -> None:
    for case in all_cases()[::12]:
        assert deduced(case).to_json() == deduced(case).to_json()
