"""The state of a stack while an update changes it: written after every step, so that nothing is lost.

Before a step touches the cloud it is noted as pending, and the note is on disk; after it, the result replaces
the note. Whoever dies in between leaves a file that tells what was going on.

Steps run in parallel and each needs its note on disk before it goes on. One writer serves them all: while it
writes, further changes gather, and the next write carries them together. Resources keep their encoded form,
so a write costs little more than the bytes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

from pluto_py.engines.embedded import normalizing
from pluto_py.engines.embedded.passphrase import Passphrase
from pluto_py.engines.embedded.state import PendingOperation, ResourceState, now

__all__ = ["Journal", "encode"]


class Journal:
    """What a stack consists of: what this update has dealt with, then what it has not come to yet.

    Args:
        base: the resources before the update, in the file's order.
        write: stores the text of a deployment; called by one thread at a time.
        passphrase: opens the stack's secrets provider; called when the first secret is to be written.
        secrets_provider: the provider that the file names, if it names one.
    """

    def __init__(
        self,
        base: Iterable[ResourceState],
        write: Callable[[str], None],
        passphrase: Callable[[], Passphrase],
        secrets_provider: dict[str, Any] | None,
    ):
        self._base = list(base)
        self._news: list[ResourceState] = []
        self._done: set[ResourceState] = set()
        self._pending: dict[ResourceState, PendingOperation] = {}
        self._write = write
        self._passphrase = passphrase
        self._secrets_provider = secrets_provider
        self._changed = threading.Condition()
        self._version = 0
        self._written = 0
        self._writing = False
        self._broken: Exception | None = None

    def begin(self, state: ResourceState, operation: str) -> None:
        """Note on disk that an operation (`creating`, …) begins."""
        with self._changed:
            self._pending[state] = PendingOperation(state, operation)
        self.flush()

    def end(
        self,
        pending: ResourceState | None = None,
        *,
        done: ResourceState | None = None,
        new: ResourceState | None = None,
        must_write: bool = True,
    ) -> None:
        """Note that an operation is over.

        Args:
            pending: the state that `begin` was called with, if it was.
            done: the old state that is no more.
            new: the state that is there now.
            must_write: False if nothing worth a write changed; a later write carries it.
        """
        with self._changed:
            if pending is not None:
                self._pending.pop(pending, None)
            if done is not None:
                self._done.add(done)
            if new is not None:
                self._news.append(new)
        if must_write:
            self.flush()

    def replace_base(self, base: Iterable[ResourceState]) -> None:
        """Start from other resources (after a refresh)."""
        with self._changed:
            self._base = list(base)

    def resources(self) -> list[ResourceState]:
        """The resources as they would be written now."""
        with self._changed:
            return [state for state in (*self._news, *self._base) if state not in self._done]

    def flush(self) -> None:
        """Return when everything noted before this call is on disk.

        Raises:
            OSError: it cannot be written.
        """
        with self._changed:
            self._version += 1
            mine = self._version
            while self._written < mine:
                if self._broken is not None:
                    raise self._broken
                if self._writing:
                    self._changed.wait()
                    continue
                self._write_now()

    def _write_now(self) -> None:
        """Write the present version, with the lock let go meanwhile. Called and left with the lock held."""
        self._writing = True
        version = self._version
        resources = [state for state in (*self._news, *self._base) if state not in self._done]
        pending = list(self._pending.values())
        try:
            text, self._secrets_provider = encode(
                normalizing.normalize(resources), pending, self._passphrase, self._secrets_provider
            )
            self._changed.release()
            try:
                self._write(text)
            finally:
                self._changed.acquire()
            self._written = version
        except Exception as error:
            self._broken = error
            raise
        finally:
            self._writing = False
            self._changed.notify_all()


def encode(
    resources: Iterable[ResourceState],
    pending: Iterable[PendingOperation],
    passphrase: Callable[[], Passphrase],
    secrets_provider: dict[str, Any] | None,
) -> tuple[str, dict[str, Any] | None]:
    """The JSON text of a deployment, one resource per line, and the secrets provider that it names.

    Args:
        resources: the state's resources, in order.
        pending: the operations that are under way.
        passphrase: what seals secrets; called when the first one is met.
        secrets_provider: what sealed the secrets of resources that have not changed.
    """
    opened: list[Passphrase] = []

    def sealing() -> Passphrase:
        if not opened:
            opened.append(passphrase())
        return opened[0]

    lines = [state.encoded(sealing) for state in resources]
    notes = [
        f'{{"resource":{operation.resource.encoded(sealing)},"type":"{operation.type}"}}'
        for operation in pending
    ]
    if opened:
        secrets_provider = {"type": "passphrase", "state": {"salt": opened[0].salt}}
    parts = [f'"manifest":{json.dumps({"time": now(), "magic": "", "version": ""})}']
    if secrets_provider is not None:
        parts.append(f'"secrets_providers":{json.dumps(secrets_provider)}')
    if lines:
        parts.append('"resources":[\n' + ",\n".join(lines) + "\n]")
    if notes:
        parts.append('"pending_operations":[\n' + ",\n".join(notes) + "\n]")
    parts.append('"metadata":{}')
    return "{" + ",\n".join(parts) + "}", secrets_provider
