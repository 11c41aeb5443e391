"""Golden cases: a folder per construct of the language and of apps, valid and invalid. See `judging`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deducer.judging import CASES, complaints, deduce_case

FOLDERS = sorted(path.parent for path in CASES.glob("*/expected.json"))


@pytest.mark.parametrize("case", FOLDERS, ids=lambda path: path.name)
def test_case(case: Path) -> None:
    architecture, expected = deduce_case(case)
    assert complaints(architecture, expected) == []


def test_there_are_many_cases() -> None:
    assert len(FOLDERS) >= 200
