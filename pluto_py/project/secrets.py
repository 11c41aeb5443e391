"""The passphrase that seals a stack's secrets in its state.

Pulumi's own variables win, so that a team shares one passphrase as it would with the Pulumi CLI. Else a
passphrase is made once per stack and kept beside the state, readable by its owner only.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from pluto_py.errors import PlutoError
from pluto_py.project import files
from pluto_py.project.locks import lock
from pluto_py.project.paths import Paths

__all__ = ["passphrase"]

_BYTES = 32
_OWNER_ONLY = 0o600


def passphrase(paths: Paths, stack: str, environ: Mapping[str, str]) -> str:
    """The passphrase of `stack`; made, and kept in `paths.passphrase(stack)`, where there is none yet.

    Raises:
        PlutoError: `PULUMI_CONFIG_PASSPHRASE_FILE` cannot be read, or the stack's secrets were sealed with a
            passphrase that is gone: a new one could never open them.
    """
    if "PULUMI_CONFIG_PASSPHRASE" in environ:  # even empty: that is a passphrase to Pulumi
        return environ["PULUMI_CONFIG_PASSPHRASE"]
    if file := environ.get("PULUMI_CONFIG_PASSPHRASE_FILE"):
        return _from_file(Path(file))
    path = paths.passphrase(stack)
    return _kept(path) or _made(paths, stack, path)


def _from_file(path: Path) -> str:
    text = files.read_text(path)
    if text is None:
        raise PlutoError(
            "The passphrase file does not exist.",
            where=str(path),
            hint="PULUMI_CONFIG_PASSPHRASE_FILE names it: correct or unset that variable.",
        )
    return text.rstrip("\r\n")


def _kept(path: Path) -> str | None:
    text = files.read_text(path)
    if text is None:
        return None
    if not text.strip():
        raise PlutoError(
            "The stack's passphrase file is empty.",
            where=str(path),
            hint="Restore it from a backup, or set PULUMI_CONFIG_PASSPHRASE to the stack's passphrase.",
        )
    if path.stat().st_mode & 0o077:
        with files.disk_errors("protect the passphrase file", path):
            path.chmod(_OWNER_ONLY)
    return text.strip()


def _made(paths: Paths, stack: str, path: Path) -> str:
    """A new passphrase. Of two processes that come here at once, the second takes the first one's."""
    with lock(path.with_suffix(".lock"), what=f"the passphrase of stack '{stack}'"):
        if kept := _kept(path):
            return kept
        if _has_sealed_secrets(paths, stack):
            raise PlutoError(
                f"The passphrase of stack '{stack}' is gone, but its state holds secrets sealed with it.",
                where=str(path),
                hint="Restore that file, or set PULUMI_CONFIG_PASSPHRASE to the passphrase that was used.",
            )
        made = secrets.token_urlsafe(_BYTES)
        files.write_atomic(path, f"{made}\n", mode=_OWNER_ONLY)
        return made


def _has_sealed_secrets(paths: Paths, stack: str) -> bool:
    """Whether Pulumi has written a salt into the stack's settings: it does so with the first passphrase."""
    settings = files.read_text(paths.work(stack) / f"Pulumi.{stack}.yaml")
    return settings is not None and "encryptionsalt:" in settings
