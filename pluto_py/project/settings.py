"""What a project's `pyproject.toml` may say, key by key.

`[project]` belongs to Python packaging, so only what Pluto needs of it is read; everything under
`[tool.pluto]` is Pluto's own, and a key that is not known there is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pluto_py.project.model import DEFAULT_REGION, DEFAULT_STATE, LocalSettings, Project, Stack
from pluto_py.project.suggestion import closest
from pluto_py.project.tables import Check, Problem, Table

__all__ = [
    "APP_KEYS",
    "LOCAL_KEYS",
    "PLATFORMS",
    "STACK_KEYS",
    "platform_problem",
    "project_name_problem",
    "read",
    "region_problem",
    "stack_name_problem",
]

APP_KEYS = ("entrypoint", "default-stack", "include", "distributions")
STACK_KEYS = ("platform", "region", "state", "python", "log-retention-days")
LOCAL_KEYS = ("llm", "port")

PLATFORMS = ("local", "aws")
PYTHON_VERSIONS = ("3.10", "3.11", "3.12", "3.13")

LOG_RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""What `logs:PutRetentionPolicy` accepts, from its API reference."""

# PEP 508's rule for a distribution's name.
_PROJECT_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_STACK_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_STATE = re.compile(r"(file|s3|gs|azblob|https)://.+")


def read(root: Path, document: Mapping[str, Any], problems: list[Problem]) -> Project:
    """The project in `root` that `document` describes; it is valid only if no problem was added."""
    top = Table(document, (), problems)
    package = top.table("project")
    pluto = top.table("tool").table("pluto")
    pluto.only((*APP_KEYS, "stacks", "local"))
    name = package.required(
        "name", str, project_name_problem, hint='Write `name = "my-app"` under [project].'
    )
    dependencies = package.texts("dependencies")
    entrypoint = pluto.required(
        "entrypoint",
        str,
        lambda value: _entrypoint_problem(root, value),
        hint='Write `entrypoint = "app/main.py"` under [tool.pluto]: the module where your app begins.',
    )
    stacks = _stacks(pluto.table("stacks"))
    return Project(
        root=root,
        name=name or "",
        entrypoint=str(PurePosixPath(entrypoint or "")),
        default_stack=_default_stack(pluto, stacks),
        stacks=stacks,
        local=_local(pluto.table("local"), root),
        include=pluto.texts("include", _include_problem),
        distributions=pluto.texts("distributions", _distribution_problem),
        dependencies=dependencies,
    )


def project_name_problem(value: str) -> str | None:
    """What is wrong with a project's name, as the end of "`name` …", or None."""
    if _PROJECT_NAME.fullmatch(value):
        return None
    return f"'{value}' must be letters, digits, '-', '_' and '.', and begin and end with a letter or digit."


def stack_name_problem(value: str) -> str | None:
    """What is wrong with a stack's name, as the end of "the name …", or None."""
    if value == "local":
        return "'local' is taken: `.env.local` is read for every stack. Call it 'dev', for example."
    if _STACK_NAME.fullmatch(value):
        return None
    return f"'{value}' must be 1 to 32 of a-z, 0-9, '-' and '_', and begin with a letter."


def platform_problem(value: str) -> str | None:
    """What is wrong with a platform's name, as the end of "`platform` …", or None."""
    return _one_of(PLATFORMS)(value)


def region_problem(value: str) -> str | None:
    """What is wrong with an AWS region's name, as the end of "`region` …", or None."""
    return None if _REGION.fullmatch(value) else f"'{value}' is no region; one looks like 'us-east-1'."


def _entrypoint_problem(root: Path, value: str) -> str | None:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or not (root / path).resolve().is_relative_to(root):
        return f"'{value}' must lie inside the project, relative to its root."
    if path.suffix != ".py":
        return f"'{value}' must be a Python source file (.py)."
    if not (root / path).is_file():
        return f"'{value}' does not exist."
    return None


def _include_problem(value: str) -> str | None:
    path = PurePosixPath(value)
    if not value or path.is_absolute() or ".." in path.parts:
        return "must be a pattern relative to the project's root, inside it."
    return None


def _distribution_problem(value: str) -> str | None:
    if _PROJECT_NAME.fullmatch(value):
        return None
    return "must be a distribution's name alone; versions belong into [project] `dependencies`."


def _default_stack(pluto: Table, stacks: Mapping[str, Stack]) -> str | None:
    name: str | None = pluto.value("default-stack", str)
    if name is None:
        return next(iter(stacks)) if len(stacks) == 1 else None
    if name not in stacks:
        meant = closest(name, stacks)
        known = (
            f"The project's stacks are {', '.join(sorted(stacks))}." if stacks else "There are no stacks yet."
        )
        pluto.report(
            "default-stack",
            f"names no stack: '{name}'.",
            f"Did you mean '{meant}'? {known}" if meant else known,
        )
    return name


def _stacks(table: Table) -> dict[str, Stack]:
    stacks = {}
    for name in table.names():
        problem = stack_name_problem(name)
        if problem:
            table.report(name, f"cannot be a stack's name: {problem}")
        stacks[name] = _stack(name, table.table(name))
    return stacks


def _stack(name: str, table: Table) -> Stack:
    options = {
        "python": table.value("python", str, _one_of(PYTHON_VERSIONS)),
        "log-retention-days": table.value("log-retention-days", int, _one_of(LOG_RETENTION_DAYS)),
    }
    table.only(STACK_KEYS)
    platform = table.required("platform", str, platform_problem, hint='Write `platform = "local"` or "aws".')
    region = table.value("region", str, region_problem)
    if platform == "aws" and "region" not in table.names():
        table.required("region", str, hint='Write, for example, `region = "us-east-1"`.')
    return Stack(
        name=name,
        platform=platform or "local",
        region=region or DEFAULT_REGION,
        state=table.value("state", str, lambda value: _state_problem(platform, value)) or DEFAULT_STATE,
        options={key: value for key, value in options.items() if value is not None},
    )


def _one_of(known: tuple[Any, ...]) -> Check:
    def problem(value: Any) -> str | None:
        if value in known:
            return None
        meant = closest(value, known) if isinstance(value, str) else None
        question = f" Did you mean '{meant}'?" if meant else ""
        return f"cannot be {value!r}; it is one of {', '.join(map(str, known))}.{question}"

    return problem


def _state_problem(platform: str | None, value: str) -> str | None:
    if not _STATE.fullmatch(value):
        return f"'{value}' is no Pulumi backend's URL (file://…, s3://…, gs://…, azblob://…, https://…)."
    if platform == "local" and not value.startswith("file://"):
        return f"'{value}' must be a file:// URL: a local stack lives and ends with this machine."
    return None


def _local(table: Table, root: Path) -> LocalSettings:
    table.only(LOCAL_KEYS)
    llm = table.value("llm", str, lambda value: None if value else "must not be empty.")
    if llm and not llm.startswith(("http://", "https://")):
        llm = str(root / Path(llm).expanduser())
    return LocalSettings(llm=llm, port=table.value("port", int, _port_problem))


def _port_problem(value: int) -> str | None:
    return None if 1024 <= value <= 65535 else f"cannot be {value}; it lies between 1024 and 65535."
