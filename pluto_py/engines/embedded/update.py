"""One `up` or `preview`: lets the program register its resources, and deletes what it no longer registers.

Registrations arrive in parallel, each as soon as the SDK knows its inputs, so the program's own dependencies
are the schedule: a registration is answered when its resource is there.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from pluto_py.engines.embedded import graph
from pluto_py.engines.embedded.deletion import deletion_steps
from pluto_py.engines.embedded.events import Events
from pluto_py.engines.embedded.executor import CancelledError, Executor
from pluto_py.engines.embedded.generator import Generator
from pluto_py.engines.embedded.goal import Goal
from pluto_py.engines.embedded.journal import Journal
from pluto_py.engines.embedded.judging import Judge
from pluto_py.engines.embedded.registry import Plugin, Registry
from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.embedded.steps import ImportStep, Step, Tools
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.properties.values import Properties, copy, without_unknowns
from pluto_py.engines.provider import Provider

__all__ = ["Options", "Outcome", "Update"]


@dataclass(frozen=True)
class Options:
    """How an update is to be run. `folder` is the project's, for relative paths."""

    stack: str
    project: str
    folder: Path
    preview: bool = False
    parallel: int = 16
    continue_on_error: bool = False


@dataclass(frozen=True)
class Outcome:
    """The answer to a registration; without a state, the resource failed or was skipped."""

    urn: str
    state: ResourceState | None = None


class Update:
    """The engine's side of a running program.

    Args:
        base: the state before the update.
        journal: None in a preview.
    """

    def __init__(
        self,
        options: Options,
        base: list[ResourceState],
        registry: Registry,
        events: Events,
        journal: Journal | None,
    ):
        self.options = options
        self.events = events
        self.registry = registry
        self._journal = journal
        tools = Tools(registry, self._provider, options.preview)
        judge = Judge(registry, self._provider)
        self.executor = Executor(
            tools, journal, events, parallel=options.parallel, continue_on_error=options.continue_on_error
        )
        self._generator = Generator(options.stack, options.project, base, judge, self._inform)
        # Providers are registered while another registration is being decided, so the lock is reentrant.
        self._lock = threading.RLock()
        self._steps: dict[str, Step] = {}
        self._stack_outputs: tuple[str, Properties] | None = None
        self.goals: dict[str, Goal] = {}

    def register(self, goal: Goal) -> Outcome:
        """Bring a resource to what the program wants, and return when it is there.

        Raises:
            CancelledError: the update is over.
        """
        if self.executor.is_cancelled:
            raise CancelledError
        urn = urns.make(self.options.stack, self.options.project, goal.parent, goal.type, goal.name)
        try:
            goal, steps = self._decide(goal)
        except CancelledError:
            raise
        except Exception as error:
            self.executor.fail(urn, str(error) or type(error).__name__)
            return Outcome(urn)
        if steps is None:
            return Outcome(urn)
        done = self.executor.run_chain(steps)
        state = next((step.new for step in reversed(steps) if step.new is not None), None)
        if done and isinstance(steps[0], ImportStep) and state is not None:
            done, state = self._finish_import(urn, goal, state)
        return Outcome(urn, state) if done else Outcome(urn)

    def read(self, goal: Goal, identity: str) -> Outcome:
        """Look up an object that others manage.

        Raises:
            CancelledError: the update is over.
        """
        if self.executor.is_cancelled:
            raise CancelledError
        urn = urns.make(self.options.stack, self.options.project, goal.parent, goal.type, goal.name)
        try:
            with self._lock:
                self._generator.claim(goal.type, goal.name, goal.parent)
                if goal.needed & self.executor.failed:
                    self.executor.fail(urn, "", skipped=True)
                    return Outcome(urn)
                steps = self._generator.read(urn, goal, identity)
        except Exception as error:
            self.executor.fail(urn, str(error) or type(error).__name__)
            return Outcome(urn)
        done = self.executor.run_chain(steps)
        return Outcome(urn, steps[0].new) if done else Outcome(urn)

    def register_outputs(self, urn: str, outputs: Properties) -> None:
        """Take the outputs that a component has given itself; those of the stack are kept for the end."""
        if urns.type_of(urn) == urns.ROOT_TYPE:
            self._stack_outputs = (urn, outputs)
        else:
            self._set_outputs(urn, outputs)

    def default_provider(self, plugin: Plugin) -> str:
        """The reference of a plug-in's default provider."""
        return self.registry.default(plugin, self._register_provider)

    def invoke(self, token: str, arguments: Properties, provider: str, plugin: Plugin) -> Properties:
        """Answer a data source, by the provider that is referred to or the plug-in's default one."""
        reference = provider or self.default_provider(plugin)
        return self.registry.provider(reference).invoke(token, arguments)

    def finish(self, *, program_failed: bool) -> None:
        """Delete what the program has no more, and keep the stack's outputs.

        After an error in the program nothing is deleted: nobody knows what it would have registered.
        """
        if not program_failed and not self.executor.is_cancelled:
            self._delete()
        if self._stack_outputs is not None:
            urn, outputs = self._stack_outputs
            old = self._generator.olds.get(urn)
            if old is not None and (program_failed or self.events.errors):
                outputs = {**old.outputs, **outputs}
            self._set_outputs(urn, outputs)
        if self._journal is not None:
            self._journal.flush()

    def _decide(self, goal: Goal) -> tuple[Goal, list[Step] | None]:
        """The goal with its provider, and its steps; none if something that it needs has failed."""
        with self._lock:
            urn = self._generator.claim(goal.type, goal.name, goal.parent)
            if goal.needed & self.executor.failed:
                self._generator.skip(urn, goal)
                self.executor.fail(urn, "", skipped=True)
                return goal, None
            steps = self._generator.register(urn, goal)
            self.goals[urn] = goal
            self._steps[urn] = steps[-1]
            return goal, steps

    def _register_provider(self, goal: Goal) -> ResourceState:
        _, steps = self._decide(goal)
        state = steps[-1].new if steps else None
        if steps is None or state is None or not self.executor.run_chain(steps):
            raise CancelledError
        return state

    def _finish_import(self, urn: str, goal: Goal, imported: ResourceState) -> tuple[bool, ResourceState]:
        try:
            with self._lock:
                steps = self._generator.after_import(urn, goal, imported)
        except Exception as error:
            self.executor.fail(urn, str(error) or type(error).__name__)
            return False, imported
        done = self.executor.run_chain(steps)
        return done, steps[-1].new or imported if steps else imported

    def _delete(self) -> None:
        with self._lock:
            base = self._generator.base
            steps = deletion_steps(base, self._generator.seen, self._generator.deletions)
        for layer in graph.layers(steps, base):
            # What a failed (or skipped) resource still needs stays.
            failed = {state for state in base if state.urn in self.executor.failed}
            failed |= self.executor.failed_states
            needed = graph.transitive_dependencies(failed, base)
            self.executor.run_together([steps[state] for state in layer if state not in needed])

    def _set_outputs(self, urn: str, outputs: Properties) -> None:
        step = self._steps.get(urn)
        if step is None or step.new is None:
            return
        state = step.new
        state.outputs = copy(outputs) if self.options.preview else without_unknowns(outputs)
        state.touch()
        self.events.outputs(step)
        if self._journal is not None and (step.old is None or step.old.outputs != state.outputs):
            self._journal.flush()

    def _provider(self, state: ResourceState) -> Provider:
        return self.registry.ensure(state.provider, self._generator.olds)

    def _inform(self, urn: str, text: str) -> None:
        self.events.diagnostic("info", text, urn)
