"""What `pluto doctor` looks at: a check only looks, and of a secret it looks at the name alone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pluto_py.cli.columns import align
from pluto_py.cli.terminal import Style
from pluto_py.errors import PlutoError
from pluto_py.project.model import Project
from pluto_py.project.paths import Paths

__all__ = ["Check", "Surroundings", "examine", "render", "surroundings"]

_OLDEST, _NEWEST = (3, 10), (3, 13)  # `requires-python`
_PROBE_SECONDS = 10.0


@dataclass(frozen=True)
class Check:
    """One thing looked at: `found` says what is there, `remedy` how to get it where it is not."""

    platform: Literal["all", "local", "aws"]
    name: str
    ok: bool
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Surroundings:
    """Where the doctor was called: the folder, its project if it has one, and the process's environment.

    `broken` is the reason why a project that is there cannot be read.
    """

    folder: Path
    project: Project | None = None
    broken: PlutoError | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that the project's stacks use; `local` where there is none."""
        used = {stack.platform for stack in self.project.stacks.values()} if self.project else set()
        return tuple(sorted(used)) or ("local",)


def surroundings(folder: Path) -> Surroundings:
    """What lies around `folder`."""
    try:
        return Surroundings(folder, Project.find(folder))
    except PlutoError as error:
        declared = any((p / "pyproject.toml").is_file() for p in (folder, *folder.parents))
        return Surroundings(folder, broken=error if declared else None)


def examine(around: Surroundings) -> tuple[Check, ...]:
    """Every check, in the order in which they are shown."""
    return (
        *_of_this_machine(around),
        _loopback(),
        *_ports(around),
        *_models(around),
        _pulumi_cli(),
        _aws_credentials(around.environ),
    )


def render(checks: Sequence[Check], style: Style) -> str:
    """The checks by platform, each with ✓ or ✗, and the remedy under what is missing."""
    titles = {"all": "Every platform", "local": "Platform local", "aws": "Platform aws"}
    lines: list[str] = []
    for platform, title in titles.items():
        mine = [check for check in checks if check.platform == platform]
        texts = align([(check.name, check.found) for check in mine])
        lines.append(style.paint(title, "bold"))
        for check, text in zip(mine, texts, strict=True):
            mark = style.paint(style.symbol("✓", "ok"), "green") if check.ok else ""
            lines.append(f"  {mark or style.paint(style.symbol('✗', '--'), 'red')} {text}")
            if not check.ok and check.remedy:
                lines.append(f"      {check.remedy}")
    return "\n".join(lines)


def _of_this_machine(around: Surroundings) -> Iterator[Check]:
    here = sys.version_info[:2]
    yield Check(
        "all",
        "Python",
        _OLDEST <= here <= _NEWEST,
        f"{'.'.join(map(str, sys.version_info[:3]))} at {sys.executable}",
        "Install Pluto with Python 3.10 to 3.13.",
    )
    isolated = sys.prefix != sys.base_prefix
    hint = "none; `python -m venv .venv` would keep this app's dependencies apart from others'"
    yield Check("all", "virtual environment", True, sys.prefix if isolated else hint)
    yield _uv()
    if around.broken is not None:
        yield Check("all", "project", False, around.broken.what, around.broken.hint or "")
    elif around.project is not None:
        yield Check("all", "project", True, f"{around.project.name} at {around.project.root}")
    yield _writable(around.project.root if around.project else around.folder)


def _uv() -> Check:
    try:
        from uv import find_uv_bin

        found = find_uv_bin()
    except (ImportError, FileNotFoundError):
        found = shutil.which("uv") or ""
    version = _output([found, "--version"]) if found else ""
    return Check(
        "all",
        "uv",
        bool(version),
        version or "not found",
        "`pip install uv`; it resolves what functions ship.",
    )


def _writable(root: Path) -> Check:
    base = Paths(root).base
    probe = base if base.exists() else root
    ok = os.access(probe, os.W_OK | os.X_OK)
    remedy = f"Give your user the right to write to {probe}."
    return Check("all", ".pluto", ok, f"{base} {'can' if ok else 'cannot'} be written", remedy)


def _loopback() -> Check:
    try:
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen(1)
            with socket.create_connection(server.getsockname(), timeout=_PROBE_SECONDS):
                pass
    except OSError as error:
        return Check("local", "loopback", False, str(error), "Allow this user to listen on 127.0.0.1.")
    return Check("local", "loopback", True, "127.0.0.1 can be listened on and reached")


def _ports(around: Surroundings) -> Iterator[Check]:
    """The gateway's port, where the project asks for a certain one."""
    port = around.project.local.port if around.project else None
    if port is None or around.project is None:
        return
    from pluto_py.local import lifecycle

    paths = Paths(around.project.root)
    running = [name for name in around.project.stacks if lifecycle.find(paths.local(name)) is not None]
    if running:
        yield Check("local", f"port {port}", True, f"the local cloud of '{running[0]}' is running")
        return
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", port))
        except OSError as error:
            remedy = "End the program that uses it, or change `port` in [tool.pluto.local]."
            yield Check("local", f"port {port}", False, error.strerror or str(error), remedy)
        else:
            yield Check("local", f"port {port}", True, "free")


def _models(around: Surroundings) -> Iterator[Check]:
    """The model of `[tool.pluto.local] llm`, where it is a folder."""
    llm = around.project.local.llm if around.project else None
    if llm is not None and "://" not in llm:
        ok = Path(llm).is_dir()
        yield Check(
            "local",
            "llm",
            ok,
            llm if ok else f"{llm} is not a folder",
            "Correct `llm` in [tool.pluto.local].",
        )


def _pulumi_cli() -> Check:
    from pluto_py.engines.cli import find

    found = find()
    said = f"{found.version} at {shutil.which(found.command)}" if found else "not found"
    remedy = "`pluto deploy` fetches it when it is first needed, or see https://www.pulumi.com/docs/install/."
    return Check("aws", "Pulumi CLI", found is not None, said, remedy)


def _aws_credentials(environ: Mapping[str, str]) -> Check:
    """Where credentials would come from; nothing is read but names."""
    home = Path(environ.get("HOME", "~")).expanduser()
    shared = Path(environ.get("AWS_SHARED_CREDENTIALS_FILE") or home / ".aws" / "credentials")
    config = Path(environ.get("AWS_CONFIG_FILE") or home / ".aws" / "config")
    sources = [
        ("the environment", bool(environ.get("AWS_ACCESS_KEY_ID") and environ.get("AWS_SECRET_ACCESS_KEY"))),
        ("a web identity token", bool(environ.get("AWS_WEB_IDENTITY_TOKEN_FILE"))),
        ("a container's role", any(k.startswith("AWS_CONTAINER_CREDENTIALS_") for k in environ)),
        (str(shared), _mentions(shared, "aws_access_key_id", "credential_process")),
        (
            str(config),
            _mentions(config, "sso_", "credential_process", "role_arn", "aws_access_key_id", "login_session"),
        ),
    ]
    found = next((name for name, there in sources if there), None)
    remedy = (
        "`aws configure`, `aws sso login`, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment."
    )
    return Check(
        "aws", "AWS credentials", found is not None, f"from {found}" if found else "none found", remedy
    )


def _mentions(file: Path, *keys: str) -> bool:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.strip().startswith(keys) for line in lines)


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
