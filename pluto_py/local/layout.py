"""Where things lie in a stack's folder, `.pluto/local/<stack>/`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Layout"]


@dataclass(frozen=True)
class Layout:
    """The paths below one stack's folder; `code`, where functions' code is unpacked, may be elsewhere."""

    directory: Path
    code_folder: Path | None = None

    @property
    def code(self) -> Path:
        """Functions' code, unpacked."""
        return self.code_folder or self.directory / "code"

    @property
    def record(self) -> Path:
        """Who serves this stack now: process, port, settings. Written when ready, removed at a clean stop."""
        return self.directory / "cloud.json"

    @property
    def log(self) -> Path:
        """What the process itself has to say."""
        return self.directory / "cloud.log"

    @property
    def credentials(self) -> Path:
        """The stack's own keys, mode 0600."""
        return self.directory / "credentials.json"

    @property
    def port(self) -> Path:
        """The gateway's port, chosen once."""
        return self.directory / "port"

    @property
    def database(self) -> Path:
        """State of all services."""
        return self.directory / "state.sqlite"

    @property
    def logs(self) -> Path:
        """Log groups."""
        return self.directory / "logs"

    @property
    def objects(self) -> Path:
        """What lies in buckets."""
        return self.directory / "s3"

    @property
    def processes(self) -> Path:
        """The ledger of child processes."""
        return self.directory / "processes.json"

    @property
    def starting(self) -> Path:
        """The lock of whoever starts or stops the process."""
        return self.directory / "starting.lock"

    @property
    def running(self) -> Path:
        """The lock of the process itself."""
        return self.directory / "running.lock"
