"""Reading a project's configuration loads nothing heavy: every command begins with it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "pulumi",
    "boto3",
    "botocore",
    "libcst",
    "typer",
    "rich",
    "moto",
    "aiohttp",
    "dotenv",
    "packaging",
    "asyncio",
)


def test_only_the_standard_library(make_project):
    code = (
        "import sys; from pathlib import Path; from pluto_py.project import Project, selection;"
        "selection.current(Project.find(Path(sys.argv[1])));"
        f"print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code, str(make_project())], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == ""
