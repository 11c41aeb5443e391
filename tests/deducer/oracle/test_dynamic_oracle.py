"""What handlers really touch when they run is granted to them: the golden cases against a recording SDK.

Every valid case is imported and each of its functions is called with many arguments (see `runs.py`). A touch
without a grant is an under-grant, the one thing that deduction must never do. Longer, with more arguments:

    PLUTO_ORACLE_TRIES=500 python -m pytest tests/deducer/oracle/test_dynamic_oracle.py --timeout 0
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.deducer.oracle.casebook import Case, all_cases, deduced, known_gaps

Touched: TypeAlias = "dict[str, list[str]]"

ROOT = Path(__file__).parents[3]
BATCHES = 2
SECONDS = 170

pytestmark = pytest.mark.xdist_group("deducer-oracle")

VALID = [case for case in all_cases() if case.is_valid and case.name not in known_gaps()]


@pytest.fixture(scope="module")
def touched() -> dict[str, Touched]:
    """Per case: what each function touched, all batches run side by side."""
    batches = [[case.name for case in VALID[number::BATCHES]] for number in range(BATCHES)]
    with ThreadPoolExecutor(BATCHES) as pool:
        results = list(pool.map(_run, batches))
    return {name: functions for result in results for name, functions in result.items()}


def _run(names: list[str]) -> dict[str, Touched]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.deducer.oracle.runs", *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    result: dict[str, Touched] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("case", VALID, ids=lambda case: case.name)
def test_what_is_touched_is_granted(case: Case, touched: dict[str, Touched]) -> None:
    functions = touched[case.name]
    if "" in functions:
        pytest.skip(f"cannot run: {functions['']}")
    result = deduced(case)
    allowed = {(grant.function, f"{grant.kind}/{grant.name}.{grant.operation}") for grant in result.grants}
    allowed |= {
        (function.name, f"{capture.kind}/{capture.name}.{capture.property}")
        for function in result.functions
        for capture in function.captures
    }
    missing = [
        f"{name}: {touch}"
        for name, all_of in functions.items()
        for touch in all_of
        if (name, touch) not in allowed
    ]
    assert missing == []


def test_nearly_every_case_runs_and_touches_what_is_expected(touched: dict[str, Touched]) -> None:
    """An oracle that calls nothing finds nothing: most expected grants have to have been seen."""
    run = [case for case in VALID if "" not in touched[case.name]]
    assert len(run) >= 0.95 * len(VALID), [case.name for case in VALID if case not in run]
    wanted = {
        (case.name, function, grant)
        for case in run
        for function, grants in case.expected["grants"].items()
        for grant in grants
    }
    seen = {
        (name, function, touch.partition("/")[2])
        for name, functions in touched.items()
        for function, touches in functions.items()
        for touch in touches
    }
    assert len(wanted & seen) >= 0.9 * len(wanted), sorted(wanted - seen)
