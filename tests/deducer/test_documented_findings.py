"""docs/findings.md is true: every code has its section, its wrong example gives what is printed there, its right none."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import deducer
from deducer.architecture import Architecture, Finding
from pluto_py.cli.findings import render_findings
from pluto_py.cli.terminal import Style
from pluto_py.project.catalogue import catalogue

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs" / "findings.md").read_text(encoding="utf-8")
SECTIONS = {
    heading.strip(): text
    for heading, _, text in (part.partition("\n") for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:])
}
REPORTING = frozenset({"find", "add", "Finding", "SourceError"})
"""What code of the deducer calls to report something; the code is the first of its texts that is no severity."""


def codes_in(tree: ast.AST) -> Iterator[str]:
    """The finding codes that a module of the deducer can report."""
    for node in ast.walk(tree):
        texts: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = node.args[:2] if name in REPORTING else []
        elif isinstance(node, ast.Assign) and any(
            getattr(target, "id", "") == "code" for target in node.targets
        ):
            texts = [node.value]
        for text in texts:
            value = text.value if isinstance(text, ast.Constant) else None
            if isinstance(value, str) and re.fullmatch(r"unsupported|[a-z]+(-[a-z]+)+", value):
                yield value


def emitted() -> set[str]:
    return {
        code
        for file in (REPOSITORY / "deducer").rglob("*.py")
        for code in codes_in(ast.parse(file.read_text(encoding="utf-8")))
    }


def example(code: str, word: str) -> str:
    """The first fenced Python after a line that begins with `word` in a code's section."""
    found = re.search(rf"^{word}\b.*?^```python\n(.*?)^```$", SECTIONS[code], re.MULTILINE | re.DOTALL)
    assert found is not None, f"{code} has no example after {word!r}"
    return found[1]


def deduced(project: Path, program: str) -> Architecture:
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


def of_code(architecture: Architecture, code: str) -> list[Finding]:
    return [finding for finding in architecture.findings if finding.code == code]


def test_every_code_has_a_section_and_no_other_is_there() -> None:
    assert set(SECTIONS) == emitted()


@pytest.mark.parametrize("code", SECTIONS)
def test_the_wrong_example_gives_what_the_page_prints(code: str, tmp_path: Path) -> None:
    found = of_code(deduced(tmp_path, example(code, "Wrong")), code)
    printed = re.search(r"^```text\n(.*?)^```$", SECTIONS[code], re.MULTILINE | re.DOTALL)
    assert printed is not None
    text = render_findings(found, tmp_path, Style()).rpartition("\n\n")[0]
    assert printed[1].rstrip() == text


@pytest.mark.parametrize("code", SECTIONS)
def test_the_right_example_has_nothing_against_it(code: str, tmp_path: Path) -> None:
    assert deduced(tmp_path, example(code, "Right")).findings == ()


@pytest.mark.parametrize("code", SECTIONS)
def test_the_table_tells_the_severity(code: str, tmp_path: Path) -> None:
    severities = {finding.severity for finding in of_code(deduced(tmp_path, example(code, "Wrong")), code)}
    assert len(severities) == 1
    assert f"| [`{code}`](#{code}) | {severities.pop()} |" in PAGE
