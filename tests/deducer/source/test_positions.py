"""Every name of a lowered module stands where CPython's own parser says it does."""

from __future__ import annotations

import ast
import marshal
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from deducer.source.files import SourceFile, decode
from deducer.source.parsing import parse

STANDARD = Path(sysconfig.get_paths()["stdlib"])
FILES = ["dataclasses.py", "functools.py", "textwrap.py", "contextlib.py", "string.py", "json/decoder.py"]


def names(node: Any) -> set[tuple[str, int]]:
    """(name, offset) of all names, function bodies included; private ones, which classes rename, left out."""
    found: set[tuple[str, int]] = set()
    if isinstance(node, bytes):
        try:
            return names(marshal.loads(node))
        except (ValueError, EOFError, TypeError):
            return found
    if isinstance(node, tuple):
        if len(node) == 3 and node[0] == "name" and isinstance(node[2], str) and "__" not in node[2]:
            found.add((node[2], node[1]))
        for part in node:
            found |= names(part)
    return found


@pytest.mark.parametrize("name", FILES)
def test_names_stand_where_python_sees_them(name: str) -> None:
    content = (STANDARD / name).read_bytes()
    lines = decode(content).split("\n")
    real = {
        (node.id, node.lineno, len(lines[node.lineno - 1].encode()[: node.col_offset].decode()) + 1)
        for node in ast.walk(ast.parse(content))
        if isinstance(node, ast.Name)
    }
    file = SourceFile(name, content)
    lowered = set()
    for identifier, offset in names(parse(content).body):
        if identifier != ".0":
            at = file.position(offset)
            lowered.add((identifier, at.line, at.column))
    assert lowered
    assert lowered <= real


def test_columns_count_characters_and_lines_any_ending() -> None:
    content = 'x = "äöü"; y = x\r\nz = y\r'.encode()
    file = SourceFile("a.py", content)
    places = {name: str(file.position(at)) for name, at in names(parse(content).body)}
    assert places["z"] == "a.py:2:1"
    assert ("y", 11) in names(parse(content).body)
