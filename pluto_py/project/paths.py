"""Where everything generated lies: one folder, `.pluto/`, that ignores itself in git."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Paths"]

FOLDER = ".pluto"


@dataclass(frozen=True)
class Paths:
    """The names of generated files under a project's root. Only `ensure` touches the disk."""

    root: Path

    @property
    def base(self) -> Path:
        """`.pluto/` itself."""
        return self.root / FOLDER

    @property
    def cache(self) -> Path:
        """The deducer's lowered modules; may be deleted at any time."""
        return self.base / "cache"

    @property
    def bundles(self) -> Path:
        """Functions' zips, `<sha256>.zip`, and the layers that they are made from."""
        return self.base / "bundles"

    def unpacked(self, stack: str) -> Path:
        """Bundles as one stack's local cloud has unpacked them; they outlive the stack."""
        return self.bundles / "unpacked" / stack

    @property
    def state(self) -> Path:
        """Pulumi's file backend, where a stack does not keep its state elsewhere."""
        return self.base / "state"

    @property
    def selected_stack(self) -> Path:
        """The name of the stack that `pluto stack select` chose."""
        return self.base / "selected-stack"

    def work(self, stack: str) -> Path:
        """The Automation API's work directory of one stack."""
        return self.base / "work" / stack

    def deployment(self, stack: str) -> Path:
        """What was last deployed to one stack."""
        return self.base / "deployments" / f"{stack}.json"

    def passphrase(self, stack: str) -> Path:
        """The generated passphrase of one stack's secrets, mode 0600."""
        return self.base / "secrets" / f"{stack}.key"

    def local(self, stack: str) -> Path:
        """The local cloud of one stack."""
        return self.base / "local" / stack

    def ensure(self) -> Paths:
        """Make `.pluto/` with a `.gitignore` that covers all of it, and return self.

        Raises:
            PlutoError: the folder cannot be made; the error says why.
        """
        from pluto_py.project import files

        files.make_folder(self.base)
        ignore = self.base / ".gitignore"
        if not ignore.exists():
            files.write_atomic(ignore, "*\n")
        return self
