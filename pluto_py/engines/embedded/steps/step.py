"""What all steps have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from pluto_py.engines.embedded.journal import Journal
from pluto_py.engines.embedded.registry import Registry
from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.properties.values import is_secret, secret
from pluto_py.engines.provider import Difference, Provider, ProviderError

__all__ = ["ProtectedError", "Step", "Tools", "both", "mark_outputs"]

_NOTHING = Difference()


class ProtectedError(ProviderError):
    """A protected resource would have to be deleted."""


@dataclass(frozen=True)
class Tools:
    """What a step works with. `provider` finds the provider of a state, wherever it was configured."""

    registry: Registry
    provider: Callable[[ResourceState], Provider]
    preview: bool


@dataclass(eq=False)
class Step(ABC):
    """One step. `old` and `new` are the states before and after; `keys` are what forces a replacement."""

    op: ClassVar[str] = ""
    # Pulumi counts the logical steps of an update; a replacement, for one, is three steps and counts once.
    logical: ClassVar[bool] = True

    old: ResourceState | None = None
    new: ResourceState | None = None
    difference: Difference = _NOTHING
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The step's kind, in Pulumi's words."""
        return self.op

    @property
    def counts(self) -> bool:
        """True if the step counts among the update's changes."""
        return self.logical

    @property
    def state(self) -> ResourceState:
        """The state that the step is about."""
        found = self.new or self.old
        if found is None:
            raise AssertionError("a step is about a state")
        return found

    @property
    def is_internal(self) -> bool:
        """True for what users need not see: default providers, above all."""
        return self.state.is_provider and self.state.urn.split("::", 3)[3].startswith("default")

    def begin(self, journal: Journal) -> None:  # noqa: B027 - most steps touch nothing that could be left behind
        """Note in the journal what is about to happen."""

    @abstractmethod
    def apply(self, tools: Tools) -> None:
        """Do it.

        Raises:
            Exception: it failed; a `PartialFailure` leaves something behind.
        """

    @abstractmethod
    def end(self, journal: Journal, done: bool) -> None:
        """Note in the journal what has happened: all (or at least something that is kept), or nothing."""


def mark_outputs(state: ResourceState) -> None:
    """Make secret the outputs that the program calls secret, and those whose input of the same name is."""
    for name in state.additional_secret_outputs:
        if name in state.outputs:
            state.outputs[name] = secret(state.outputs[name])
    for name, value in state.outputs.items():
        if is_secret(state.inputs.get(name)):
            state.outputs[name] = secret(value)


def both(step: Step) -> tuple[ResourceState, ResourceState]:
    """The old and the new state of a step that has both."""
    if step.old is None or step.new is None:
        raise AssertionError("the step has an old and a new state")
    return step.old, step.new
