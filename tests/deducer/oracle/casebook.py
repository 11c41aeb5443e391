"""The golden cases as programs that can be deduced and run. What they expect is judged by `tests.deducer.judging`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from deducer.architecture import Architecture
from tests.deducer.judging import CASES, THIRD_PARTY, deduce_case

GAPS = CASES / "known-gaps.json"


@dataclass(frozen=True, eq=False)
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
        return dict(self.expected.get("environment") or {})

    @property
    def libraries(self) -> list[str]:
        """Folders that stand on the import path as if their contents were installed."""
        return [str(THIRD_PARTY / name) for name in self.expected.get("third_party", [])]

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
    return deduce_case(case.folder)[0]
