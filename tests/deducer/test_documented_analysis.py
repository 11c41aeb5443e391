"""docs/analysis.md is true: each row of its tables is deduced, and gives what the row says."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

import pytest

import deducer
import deducer.analysis.deduction  # before the others: its rooms import each other, and it enters at the right one
from deducer.analysis.handlers import HANDLER_STEPS
from deducer.architecture import Architecture
from deducer.imports.importer import STATEMENT_STEPS
from deducer.interpreter.iteration import UNROLL
from deducer.interpreter.summaries import CONTEXTS, DEPLOY_DEPTH, DEPTH
from deducer.values.widening import LIMIT
from pluto_py.project.catalogue import catalogue

PAGE = (Path(__file__).parents[2] / "docs" / "analysis.md").read_text(encoding="utf-8")
PREAMBLE = PAGE.partition("```python\n")[2].partition("```")[0]
AT_THE_TOP = "At the top of a module"


def rows(section: str, place: str) -> list[tuple[str, ...]]:
    """The rows of the table that follows the paragraph beginning with `place`: code, then what the columns name."""
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    table = text.partition(f"\n{place}")[2].partition("\n\n")[2].partition("\n\n")[0]
    lines = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    assert lines, f"no table after {place!r} in {section!r}"
    return [(cells[1].strip("`"), *cells[2:]) for cells in lines]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def deduced(project: Path, *, top: str = "", body: str = "return key") -> Architecture:
    program = f"{PREAMBLE}\n{top}\n\ndef handler(key: str):\n{textwrap.indent(body, '    ')}\n\n\nFunction(handler)\n"
    (project / "app").mkdir()
    (project / "app" / "main.py").write_text(program, encoding="utf-8")
    return deducer.deduce(
        root=project,
        app="documented",
        entrypoint="app/main.py",
        catalogue=catalogue(),
        environment={},
        search_path=[entry for entry in sys.path if entry],
        cache=None,
    )


def grants(architecture: Architecture, certainty: str) -> list[str]:
    return sorted({f"{g.name}.{g.operation}" for g in architecture.grants if g.certainty == certainty})


def warnings(architecture: Architecture) -> list[str]:
    return sorted({finding.code for finding in architecture.findings if finding.severity == "warning"})


@pytest.mark.parametrize(("code", "expected"), rows("Decided exactly", "In a handler"))
def test_grants_are_exact(code: str, expected: str, tmp_path: Path) -> None:
    architecture = deduced(tmp_path, body=code)
    assert grants(architecture, "must") == quoted(expected)
    assert not grants(architecture, "may")
    assert not architecture.errors
    assert not warnings(architecture)


@pytest.mark.parametrize(("code", "expected"), rows("Decided exactly", AT_THE_TOP))
def test_declarations_are_exact(code: str, expected: str, tmp_path: Path) -> None:
    architecture = deduced(tmp_path, top=code)
    declared = [resource.name for resource in architecture.resources if resource.kind == "KVStore"]
    assert sorted(set(declared) - {"a", "b"}) == quoted(expected)
    assert not architecture.errors


@pytest.mark.parametrize(
    ("code", "expected", "finding"), rows("Granted more than can be proved", "In a handler")
)
def test_what_is_not_known_is_granted_as_may(code: str, expected: str, finding: str, tmp_path: Path) -> None:
    architecture = deduced(tmp_path, body=code)
    assert grants(architecture, "may") == quoted(expected)
    assert not grants(architecture, "must")
    assert warnings(architecture) == quoted(finding)
    assert not architecture.errors


@pytest.mark.parametrize(("code", "finding"), rows("Refused", "In a handler"))
def test_handlers_are_refused(code: str, finding: str, tmp_path: Path) -> None:
    assert [error.code for error in deduced(tmp_path, body=code).errors] == quoted(finding)


@pytest.mark.parametrize(("code", "finding"), rows("Refused", AT_THE_TOP))
def test_declarations_are_refused(code: str, finding: str, tmp_path: Path) -> None:
    assert [error.code for error in deduced(tmp_path, top=code).errors] == quoted(finding)


def test_the_bounds_are_those_of_the_code() -> None:
    section = PAGE.partition("\n## Termination\n")[2].partition("\n## ")[0]
    assert f"{STATEMENT_STEPS:,} steps, {DEPLOY_DEPTH} levels" in section
    assert f"{HANDLER_STEPS:,} steps" in section
    for bound in (UNROLL, CONTEXTS, DEPTH, LIMIT):
        assert f"| {bound:,}; " in section
