"""Projects on disk, as a user would have them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

VALID = """\
[project]
name = "shop"
dependencies = ["requests>=2"]

[tool.pluto]
entrypoint = "app/main.py"
default-stack = "dev"

[tool.pluto.stacks.dev]
platform = "local"

[tool.pluto.stacks.prod]
platform = "aws"
region = "eu-west-1"
state = "s3://my-state"
"""


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Path]:
    """Write a project with this `pyproject.toml` and an entrypoint; returns its root."""

    def make(text: str = VALID) -> Path:
        root = tmp_path.resolve() / "shop"
        (root / "app").mkdir(parents=True, exist_ok=True)
        (root / "app" / "main.py").write_text("")
        (root / "pyproject.toml").write_text(text)
        return root

    return make
