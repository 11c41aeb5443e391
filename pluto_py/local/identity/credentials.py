"""The stack's own credentials: made once, kept in `credentials.json` (mode 0600), full access."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from pluto_py.local.identity.sealing import new_access_key

__all__ = ["StackCredentials", "load", "load_or_create"]


@dataclass(frozen=True)
class StackCredentials:
    """A long-lived key pair, random per stack."""

    access_key: str
    secret_key: str


def load(path: Path) -> StackCredentials | None:
    """The credentials in a file; None if it is missing or damaged."""
    try:
        fields = json.loads(path.read_text("utf-8"))
        return StackCredentials(access_key=str(fields["access_key"]), secret_key=str(fields["secret_key"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def load_or_create(path: Path) -> StackCredentials:
    """The credentials in a file, made if there are none; only its owner can read it at any moment."""
    found = load(path)
    if found is not None:
        return found
    created = StackCredentials(new_access_key("AKIA"), secrets.token_urlsafe(30))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(created), file)
    temporary.replace(path)
    return created
