"""What was last deployed to a stack: enough to tell that nothing has changed, and to show its outputs again.

A record only saves work. Where it is missing or damaged, a deployment finds everything out anew and writes it
again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import Any

from pluto_py.errors import PlutoError
from pluto_py.project import files
from pluto_py.project.paths import Paths

__all__ = ["DamagedRecordError", "DeploymentRecord", "forget", "read", "write"]

_VERSION = 1


@dataclass(frozen=True)
class DeploymentRecord:
    """One finished deployment.

    `fingerprint` is whatever the deployment says it depended on, as one string. `outputs` are the Pulumi
    program's outputs, plain values. `when` is the time of its end in UTC, ISO 8601.
    """

    fingerprint: str
    outputs: Mapping[str, Any] = field(default_factory=dict)
    when: str = field(default_factory=lambda: datetime.now(timezone.utc).isoformat(timespec="seconds"))


class DamagedRecordError(PlutoError):
    """The record cannot be understood. A deployment may ignore this: it writes the record again."""


def read(paths: Paths, stack: str) -> DeploymentRecord | None:
    """The stack's last deployment, or None where there is none.

    Raises:
        DamagedRecordError: the file is there, and is not what `write` left.
        PlutoError: the file cannot be read.
    """
    path = paths.deployment(stack)
    text = files.read_text(path)
    if text is None:
        return None
    try:
        return _decoded(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedRecordError(
            f"The record of what was deployed to stack '{stack}' is damaged.",
            where=str(path),
            why=f"{type(error).__name__}: {error}",
            hint=f"`pluto deploy --stack {stack}` writes it again; nothing that is deployed is lost.",
        ) from None


def write(paths: Paths, stack: str, record: DeploymentRecord) -> None:
    """Keep `record`; readable by its owner only, as outputs may name private endpoints."""
    document = {"version": _VERSION, **asdict(record)}
    files.write_atomic(paths.deployment(stack), json.dumps(document, indent=2, sort_keys=True), mode=0o600)


def forget(paths: Paths, stack: str) -> None:
    """Remove the record, as after a destroy."""
    files.remove(paths.deployment(stack))


def _decoded(document: Any) -> DeploymentRecord:
    version, fingerprint, outputs = document["version"], document["fingerprint"], document["outputs"]
    if version != _VERSION:
        raise ValueError(f"version {version} is not {_VERSION}")
    if not (isinstance(fingerprint, str) and isinstance(outputs, dict)):
        raise TypeError("fingerprint or outputs are of another type")
    datetime.fromisoformat(document["when"])
    return DeploymentRecord(fingerprint, outputs, document["when"])
