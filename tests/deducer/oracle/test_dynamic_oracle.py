"""What handlers really touch when they run is granted to them: the golden cases against a recording SDK.

Every valid case is imported and each of its functions is called with many arguments (see `runs.py`). A touch
without a grant is an under-grant, the one thing that deduction must never do. Longer, with more arguments:

    PLUTO_ORACLE_TRIES=500 python -m pytest tests/deducer/oracle/test_dynamic_oracle.py --timeout 0
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.deducer.oracle.casebook import Case, all_cases, deduced, known_gaps

Touched: TypeAlias = "dict[str, list[str]]"
Run: TypeAlias = "Callable[[Case], Touched]"

ROOT = Path(__file__).parents[3]
VALID = [case for case in all_cases() if case.is_valid and case.name not in known_gaps()]
EVERY = 8
"""Every so many cases are looked at for how much of what is granted was really touched."""


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """What each function of a case touches, or `{"": reason}`; one process forks for all cases."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.deducer.oracle.runs"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(case: Case) -> Touched:
            process.stdin.write(f"{case.name}\n")
            process.stdin.flush()
            answer: Touched = json.loads(process.stdout.readline())
            return answer

        yield ask
        process.stdin.close()


@pytest.mark.parametrize("case", VALID, ids=lambda case: case.name)
def test_what_is_touched_is_granted(case: Case, run: Run) -> None:
    functions = run(case)
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


def test_nearly_everything_runs_and_touches_what_is_expected(run: Run) -> None:
    """An oracle that calls nothing finds nothing: most expected grants have to be seen."""
    results = {case: run(case) for case in VALID[::EVERY]}
    able = [case for case, functions in results.items() if "" not in functions]
    assert len(able) >= 0.95 * len(results)
    wanted = {
        (case.name, function, grant)
        for case in able
        for function, grants in case.expected["grants"].items()
        for grant in grants
    }
    seen = {
        (case.name, function, touch.partition("/")[2])
        for case in able
        for function, touches in results[case].items()
        for touch in touches
    }
    assert len(wanted & seen) >= 0.8 * len(wanted), sorted(wanted - seen)
