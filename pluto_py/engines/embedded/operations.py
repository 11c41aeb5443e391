"""The commands that change a stack: `up`, `preview`, `refresh`, `destroy`.

Each runs in a thread of its own, so that Ctrl-C finds the caller's thread waiting: then no further step
begins, those that run come to their end, what they made is noted, and the lock is given back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

from pluto_py.engines.embedded import graph
from pluto_py.engines.embedded.arguments import Arguments
from pluto_py.engines.embedded.deletion import Deletions, deletion_steps
from pluto_py.engines.embedded.events import EventLog, Events
from pluto_py.engines.embedded.failure import CommandFailure
from pluto_py.engines.embedded.journal import Journal
from pluto_py.engines.embedded.locks import StackLock
from pluto_py.engines.embedded.mending import mend
from pluto_py.engines.embedded.refresh import refresh
from pluto_py.engines.embedded.registry import Registry
from pluto_py.engines.embedded.stack import StoredStack
from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.embedded.update import Options, Update
from pluto_py.engines.embedded.workspace import Workspace
from pluto_py.engines.provider import Package
from pluto_py.engines.results import StillRunning

__all__ = ["Operation", "operate"]

_PARALLEL = 16


def operate(
    arguments: Arguments, workspace: Workspace, packages: Mapping[str, Package], say: Callable[[str], None]
) -> None:
    """Carry out a command that changes a stack.

    Raises:
        CommandFailure: it failed, or was refused.
        KeyboardInterrupt: the user cancelled it; everything is in order.
    """
    kind = arguments.words[0]
    preview = kind == "preview" or "--preview-only" in arguments.flags
    with ExitStack() as cleanup:
        lock = None
        if not preview:
            lock = cleanup.enter_context(StackLock(workspace.backend(), workspace.project, arguments.stack))
            for owner in lock.taken_over:
                say(f"the lock {owner} was left by a process that is gone: taken over")
        stack = StoredStack.open(workspace, arguments.stack)
        log = EventLog(arguments.values.get("--event-log", ""))
        cleanup.callback(log.close)
        operation = Operation(kind, arguments, stack, packages, log, say, preview=preview)
        try:
            operation.run()
        except StillRunning:
            if lock is not None:
                lock.abandon()
            raise


class Operation:
    """One command that changes a stack, from its beginning to its record in the history."""

    def __init__(
        self,
        kind: str,
        arguments: Arguments,
        stack: StoredStack,
        packages: Mapping[str, Package],
        log: Callable[[dict[str, Any]], None],
        say: Callable[[str], None],
        *,
        preview: bool,
    ):
        self._kind, self._arguments, self._stack, self._preview = kind, arguments, stack, preview
        self._say = say
        config = stack.workspace.config(stack.name)
        self._config = {key: value for key, (value, _) in config.items()}
        self._secret_keys = frozenset(key for key, (_, is_secret) in config.items() if is_secret)
        secrets = frozenset(self._config[key] for key in self._secret_keys)
        self._events = Events(log, say, preview=preview, secrets=secrets)
        self._journal: Journal | None = None if preview else stack.journal()
        options = Options(
            stack=stack.name,
            project=stack.workspace.project,
            folder=stack.workspace.folder,
            preview=preview,
            parallel=int(arguments.values.get("--parallel", _PARALLEL)),
            continue_on_error="--continue-on-error" in arguments.flags,
        )
        self._registry = Registry(packages, self._config, self._secret_keys)
        self._options = options
        self._base = stack.resources
        self._update = self._make_update()

    def run(self) -> None:
        """Do it.

        Raises:
            CommandFailure: something failed; events and output have told what.
            KeyboardInterrupt: it was cancelled.
        """
        began = time.time()
        problems: list[BaseException] = []
        over = threading.Event()

        def work() -> None:
            try:
                self._work()
            except BaseException as error:
                problems.append(error)
            finally:
                over.set()

        # A daemon: whoever would not wait for it is not to be kept from leaving.
        threading.Thread(target=work, name=f"pulumi-{self._kind}", daemon=True).start()
        interrupted = _wait(over, self._cancel)
        result = "canceled" if interrupted else "failed" if problems or self._events.errors else "succeeded"
        self._events.ended(result)
        if not self._preview:
            self._record(began, "failed" if result == "canceled" else result)
        if interrupted:
            raise KeyboardInterrupt
        if problems:
            raise problems[0]
        if self._events.errors:
            raise CommandFailure(f"error: {'preview' if self._preview else 'update'} failed")
        if "--expect-no-changes" in self._arguments.flags and set(self._events.changes) - {"same"}:
            raise CommandFailure("error: no changes were expected but changes occurred")

    def _cancel(self) -> None:
        self._say("cancelling: waiting for the steps that are under way")
        self._update.executor.cancel()

    def _work(self) -> None:
        shown = {
            key: "[secret]" if key in self._secret_keys else value for key, value in self._config.items()
        }
        self._events.began(shown)
        self._mend()
        if self._kind == "refresh" or "--refresh" in self._arguments.flags:
            self._refresh()
        if self._kind in ("up", "preview"):
            self._run_program()
        elif self._kind == "destroy":
            self._destroy()
        if self._journal is not None:
            self._journal.flush()

    def _make_update(self) -> Update:
        return Update(self._options, self._base, self._registry, self._events, self._journal)

    def _rebase(self, base: list[ResourceState]) -> None:
        """Go on from other resources than those that were stored."""
        self._base = base
        if self._journal is not None:
            self._journal.replace_base(base)
            self._journal.flush()
        cancelled = self._update.executor.is_cancelled
        self._update = self._make_update()
        if cancelled:
            self._update.executor.cancel()

    def _mend(self) -> None:
        pending = self._stack.pending
        if not pending:
            return
        if self._preview:
            names = "".join(f"\n  {note.resource.urn}, interrupted while {note.type}" for note in pending)
            self._events.diagnostic(
                "warning", f"an interrupted update has left these operations open:{names}"
            )
            return
        states = {state.urn: state for state in self._base}

        def inform(urn: str, text: str) -> None:
            self._events.diagnostic("warning", text, urn)

        base = mend(self._base, pending, lambda state: self._registry.ensure(state.provider, states), inform)
        self._rebase(base)

    def _refresh(self) -> None:
        self._rebase(refresh(self._base, self._update.executor))

    def _destroy(self) -> None:
        executor = self._update.executor
        steps = deletion_steps(self._base, (), Deletions())
        for layer in graph.layers(steps, self._base):
            needed = graph.transitive_dependencies(executor.failed_states, self._base)
            executor.run_together([steps[state] for state in layer if state not in needed])

    def _run_program(self) -> None:
        from pluto_py.engines.embedded.program import run_program

        client = self._arguments.values.get("--client")
        if not client:
            raise CommandFailure("error: the embedded engine runs inline programs only")
        error = run_program(client, self._update, self._config, self._secret_keys)
        if error and not self._events.errors:
            self._events.error("", error)
        self._update.finish(program_failed=bool(error))

    def _record(self, began: float, result: str) -> None:
        stack = self._stack
        stack.backend.record(
            stack.workspace.project,
            stack.name,
            {
                "kind": {"up": "update"}.get(self._kind, self._kind),
                "startTime": int(began),
                "message": self._arguments.values.get("--message", ""),
                "environment": {"exec.kind": self._arguments.values.get("--exec-kind", "")},
                "config": stack.workspace.sealed_config(stack.name),
                "version": 0,
                "result": result,
                "endTime": int(time.time()),
                "resourceChanges": self._events.changes,
            },
        )


def _wait(over: threading.Event, cancel: Callable[[], None]) -> bool:
    """Wait until the work is over; at Ctrl-C cancel it, and wait on.

    Not by joining its thread: up to Python 3.12, an interrupted `join` takes a running thread for ended.

    Returns:
        True if the user interrupted.

    Raises:
        StillRunning: the user interrupted a second time.
    """
    try:
        over.wait()
    except KeyboardInterrupt:
        cancel()
        try:
            over.wait()
        except KeyboardInterrupt:
            raise StillRunning from None
        return True
    return False
