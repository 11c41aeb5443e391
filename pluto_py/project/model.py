"""What `[tool.pluto]` says, checked: frozen values that every other room may rely on.

Nothing here is read twice or guessed later. A `Project` exists only where its whole configuration is valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pluto_py.errors import PlutoError

__all__ = ["DEFAULT_REGION", "DEFAULT_STATE", "LocalSettings", "Platform", "Project", "Stack"]

Platform = Literal["aws", "local"]

DEFAULT_REGION = "us-east-1"
"""The region of a `local` stack that names none; an `aws` stack always says where it lives."""

DEFAULT_STATE = "file://.pluto/state"


@dataclass(frozen=True)
class Stack:
    """One deployment of the app, as `[tool.pluto.stacks.<name>]` describes it.

    `state` is the URL of the Pulumi backend as written; `Project.state_url` makes it absolute. `options` are
    the stack's further settings, under the keys that `docs/configuration.md` lists (`"log-retention-days":
    14`).
    """

    name: str
    platform: Platform
    region: str = DEFAULT_REGION
    state: str = DEFAULT_STATE
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LocalSettings:
    """`[tool.pluto.local]`: how the cloud on this machine runs.

    `llm` is the URL of an OpenAI-compatible server, or the absolute path of a model's directory; None answers
    with the built-in responder. `port` is the gateway's port on 127.0.0.1; None lets it be chosen once and
    kept.
    """

    llm: str | None = None
    port: int | None = None


@dataclass(frozen=True)
class Project:
    """One app: where it lies and how it is deployed.

    `root` is the absolute folder of its `pyproject.toml`. `entrypoint` is relative to it, with `/`. `include`
    are glob patterns, relative to it, of data files that functions ship; `distributions` are shipped though
    no module imports them. `dependencies` is `[project].dependencies` as written. `default_stack` is
    `default-stack`, or the only stack's name, or None.
    """

    root: Path
    name: str
    entrypoint: str
    default_stack: str | None = None
    stacks: Mapping[str, Stack] = field(default_factory=dict)
    local: LocalSettings = field(default_factory=LocalSettings)
    include: tuple[str, ...] = ()
    distributions: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()

    @classmethod
    def find(cls, start: Path) -> Project:
        """The project that `start` lies in: the nearest `pyproject.toml` upward with a `[tool.pluto]` table.

        Raises:
            PlutoError: there is none, or what it says is wrong; then the error names every problem.
        """
        from pluto_py.project import discovery

        return discovery.find(start)

    @property
    def file(self) -> Path:
        """The `pyproject.toml` that all of this was read from."""
        return self.root / "pyproject.toml"

    def stack(self, name: str) -> Stack:
        """The stack of that name.

        Raises:
            PlutoError: there is no such stack; the hint lists those that there are.
        """
        try:
            return self.stacks[name]
        except KeyError:
            raise PlutoError(
                f"There is no stack '{name}'.", where="pyproject.toml", hint=self._stack_hint(name)
            ) from None

    def state_url(self, stack: Stack) -> str:
        """`stack.state` with a relative `file://` path resolved against the project's root."""
        scheme, separator, path = stack.state.partition("://")
        if scheme != "file" or not separator or path.startswith(("/", "~")):
            return stack.state
        return (self.root / path).resolve().as_uri()

    def _stack_hint(self, name: str) -> str:
        from pluto_py.project.suggestion import closest

        create = f"`pluto stack new {name}` adds one."
        if not self.stacks:
            return f"The project has no stacks yet; {create}"
        meant = closest(name, self.stacks)
        question = f"Did you mean '{meant}'? " if meant else ""
        return f"{question}The project's stacks are {', '.join(sorted(self.stacks))}; {create}"
