"""Runs steps: notes them in the journal, tells about them, and decides what an error stops.

A failed step fails its resource, and everything that needs that resource is left as it is. Whether anything
else goes on is the user's choice (`--continue-on-error`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from pluto_py.engines.embedded.events import Events
from pluto_py.engines.embedded.journal import Journal
from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.embedded.steps import (
    ProtectedError,
    RefreshStep,
    ReplaceStep,
    Step,
    Tools,
    mark_outputs,
)
from pluto_py.engines.provider import PartialFailure

__all__ = ["CancelledError", "Executor"]


class CancelledError(Exception):
    """The update was cancelled, by the user or after an error: no further step begins."""


class Executor:
    """Runs the steps of one update.

    Args:
        journal: None in a preview.
        parallel: how many steps may run at once.
        continue_on_error: True to go on with whatever does not need what has failed.

    Attributes:
        failed: the URNs of resources that failed or were skipped because of others.
        failed_states: their states, as far as they have any.
    """

    def __init__(
        self, tools: Tools, journal: Journal | None, events: Events, *, parallel: int, continue_on_error: bool
    ):
        self._tools, self._journal, self._events = tools, journal, events
        self._parallel = parallel
        self._slots = threading.BoundedSemaphore(parallel)
        self._continue_on_error = continue_on_error
        self._cancelled = threading.Event()
        self.failed: set[str] = set()
        self.failed_states: set[ResourceState] = set()

    @property
    def is_cancelled(self) -> bool:
        """True if no further step may begin."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Let no further step begin; those that run come to their end."""
        self._cancelled.set()

    def fail(self, urn: str, message: str, *, skipped: bool = False) -> None:
        """Note that a resource failed before any step of it could run, or was skipped."""
        self.failed.add(urn)
        if not skipped:
            self._events.error(urn, message)
            self._stop_unless_told_to_continue()

    def run_chain(self, steps: Iterable[Step]) -> bool:
        """Run steps one after another, up to the first that fails; True if all succeeded.

        Raises:
            CancelledError: the update was cancelled before they were done.
        """
        for step in steps:
            with self._slots:
                if self.is_cancelled:
                    raise CancelledError
                done = self._run(step)
            if not done:
                return False
        return True

    def run_together(self, steps: Sequence[Step]) -> None:
        """Run independent steps at once, and return when all are over. None begins after a cancellation."""
        if not steps:
            return
        with ThreadPoolExecutor(max_workers=min(len(steps), self._parallel)) as pool:
            list(pool.map(self._run_unless_cancelled, steps))

    def _run_unless_cancelled(self, step: Step) -> None:
        if not self.is_cancelled:
            with self._slots:
                self._run(step)

    def _run(self, step: Step) -> bool:
        self._events.step_began(step)
        if self._journal is not None:
            step.begin(self._journal)
        kept = done = True
        try:
            step.apply(self._tools)
        except PartialFailure as error:
            done = False
            self._failed(step, error)
        except Exception as error:
            kept = done = False
            self._failed(step, error)
        if kept and step.new is not None and not isinstance(step, (ReplaceStep, RefreshStep)):
            mark_outputs(step.new)
            step.new.touch()
        if done:
            self._events.step_done(step)
        if self._journal is not None:
            step.end(self._journal, kept)
        return done

    def _failed(self, step: Step, error: Exception) -> None:
        self.failed.add(step.state.urn)
        self.failed_states.update(state for state in (step.old, step.new) if state is not None)
        message = str(error) or type(error).__name__
        self._events.step_failed(step, message)
        if not isinstance(error, ProtectedError):
            self._stop_unless_told_to_continue()

    def _stop_unless_told_to_continue(self) -> None:
        if not self._continue_on_error:
            self.cancel()
