"""The steps that an update consists of; their names, and what they do to the state, are Pulumi's.

A step is made by the generator, run by the executor, and knows three things: what to note in the journal
before and after, what to ask of the provider, and which states it turns into which.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import ClassVar

from pluto_py.engines.embedded.journal import Journal
from pluto_py.engines.embedded.registry import Registry
from pluto_py.engines.embedded.state import ResourceState, now
from pluto_py.engines.properties.values import (
    UNKNOWN,
    Properties,
    is_secret,
    mark_secrets,
    reveal,
    secret,
)
from pluto_py.engines.provider import Difference, PartialFailure, Provider, ProviderError

__all__ = [
    "CreateStep",
    "DeleteStep",
    "ImportStep",
    "ProtectedError",
    "ReadStep",
    "RefreshStep",
    "RemovePendingReplaceStep",
    "ReplaceStep",
    "SameStep",
    "Step",
    "Tools",
    "UpdateStep",
]

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


@dataclass(eq=False)
class SameStep(Step):
    """Nothing changes, except perhaps what the state notes of the resource's options."""

    op = "same"

    def apply(self, tools: Tools) -> None:
        """Carry over what only the provider could know."""
        old, new = _both(self)
        new.id, new.outputs = old.id, old.outputs
        new.created, new.modified = old.created, old.modified
        if new.is_provider:
            tools.registry.configure(new)

    def end(self, journal: Journal, done: bool) -> None:
        """Write only if there is something to write."""
        old, new = _both(self)
        if done:
            changed = old.to_json() != new.to_json()
            journal.end(done=old, new=new, must_write=changed)


@dataclass(eq=False)
class CreateStep(Step):
    """Make an object: for a new resource, or (with `old`) in the place of the resource's present one."""

    op = "create"
    # True if the old object is to be deleted at the end of the update.
    delete_old_later: bool = False

    @property
    def name(self) -> str:
        """A creation that is part of a replacement has a name of its own."""
        return "create-replacement" if self.old else "create"

    @property
    def counts(self) -> bool:
        """In a replacement, the replacement counts."""
        return self.old is None

    def begin(self, journal: Journal) -> None:
        """Note that an object may come into being."""
        journal.begin(self.state, "creating")

    def apply(self, tools: Tools) -> None:
        """Have the provider make the object."""
        new = self.state
        new.created = new.modified = now()
        if new.is_provider:
            _create_provider(new, tools)
        elif new.custom:
            self._create(new, tools)
        if self.old is not None and self.delete_old_later:
            self.old.delete = True
            self.old.touch()

    def _create(self, new: ResourceState, tools: Tools) -> None:
        try:
            created = tools.provider(new).create(
                new.urn,
                reveal(new.inputs),
                timeout=new.custom_timeouts.get("create", 0.0),
                preview=tools.preview,
            )
        except PartialFailure as failure:
            new.id, new.outputs = failure.identity, mark_secrets(failure.outputs, new.inputs)
            new.init_errors = failure.reasons
            raise
        if not created.id and not tools.preview:
            raise ProviderError("the provider returned no id for what it made")
        new.id, new.outputs = created.id, mark_secrets(created.outputs, new.inputs)

    def end(self, journal: Journal, done: bool) -> None:
        """An object that was deleted before it was replaced is forgotten only now."""
        replaced = self.old if done and self.old is not None and self.old.pending_replacement else None
        journal.end(self.state, done=replaced, new=self.state if done else None)


@dataclass(eq=False)
class UpdateStep(Step):
    """Change an object in place."""

    op = "update"

    def begin(self, journal: Journal) -> None:
        """Note that the object is changing."""
        journal.begin(self.state, "updating")

    def apply(self, tools: Tools) -> None:
        """Have the provider change the object."""
        old, new = _both(self)
        new.id, new.created, new.modified = old.id, old.created, old.modified
        if new.is_provider:
            tools.registry.configure(new)
            new.outputs = configuration_outputs(new.inputs)
            new.modified = now()
        elif new.custom:
            self._update(old, new, tools)

    def _update(self, old: ResourceState, new: ResourceState, tools: Tools) -> None:
        try:
            outputs = tools.provider(new).update(
                new.urn,
                old.id,
                reveal(old.inputs),
                reveal(old.outputs),
                reveal(new.inputs),
                timeout=new.custom_timeouts.get("update", 0.0),
                preview=tools.preview,
            )
        except PartialFailure as failure:
            # What exists was not made with the new inputs: the next update must see a difference.
            new.outputs = mark_secrets(failure.outputs, new.inputs)
            new.inputs, new.init_errors = old.inputs, failure.reasons
            raise
        new.outputs, new.modified = mark_secrets(outputs, new.inputs), now()

    def end(self, journal: Journal, done: bool) -> None:
        """The new state takes the old one's place, or the old one stays."""
        journal.end(self.state, done=self.old if done else None, new=self.state if done else None)


@dataclass(eq=False)
class ReplaceStep(Step):
    """Says that a resource gets another object; the work is done by the steps around it."""

    op = "replace"

    def apply(self, tools: Tools) -> None:
        """Nothing is left to do."""

    def end(self, journal: Journal, done: bool) -> None:
        """Nothing is left to note."""


@dataclass(eq=False)
class DeleteStep(Step):
    """Remove an object.

    `deletions` are the URNs of everything that is being deleted, for `deletedWith`.
    """

    op = "delete"
    replacing: bool = False
    # True if the object goes before its replacement comes.
    before_replacement: bool = False
    deletions: Collection[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """External objects are not deleted but let go."""
        if self.state.external:
            return "discard-replaced" if self.replacing else "discard"
        return "delete-replaced" if self.replacing else "delete"

    @property
    def counts(self) -> bool:
        """In a replacement, the replacement counts."""
        return not self.replacing

    def begin(self, journal: Journal) -> None:
        """Note that the object is going."""
        journal.begin(self.state, "deleting")

    def apply(self, tools: Tools) -> None:
        """Have the provider remove the object, unless options of the resource forbid it."""
        old = self.state
        if old.protect and not self.replacing:
            raise ProtectedError(
                f"resource {old.urn!r} cannot be deleted\nbecause it is protected. To unprotect it, remove "
                "the `protect` option from the resource in the program, and deploy that first"
            )
        spared = old.external or old.retain_on_delete or (old.deleted_with in self.deletions)
        if old.custom and not old.is_provider and not spared and not tools.preview:
            tools.provider(old).delete(
                old.urn,
                old.id,
                reveal(old.inputs),
                reveal(old.outputs),
                timeout=old.custom_timeouts.get("delete", 0.0),
            )
        if self.before_replacement:
            old.pending_replacement = True
            old.touch()

    def end(self, journal: Journal, done: bool) -> None:
        """Until its replacement is there, the resource stays in the state as one that needs it."""
        gone = done and not self.state.pending_replacement
        journal.end(self.state, done=self.state if gone else None)


@dataclass(eq=False)
class RemovePendingReplaceStep(Step):
    """Forget a resource whose object is gone already, and which the program no longer has."""

    op = "remove-pending-replace"
    logical = False

    @property
    def is_internal(self) -> bool:
        """Nothing happens to any object."""
        return True

    def apply(self, tools: Tools) -> None:
        """Nothing is left to do."""

    def end(self, journal: Journal, done: bool) -> None:
        """The resource leaves the state."""
        if done:
            journal.end(done=self.old)


@dataclass(eq=False)
class ReadStep(Step):
    """Look up an object that others manage."""

    op = "read"
    replacing: bool = False

    @property
    def name(self) -> str:
        """A lookup may take the place of an object of our own."""
        return "read-replacement" if self.replacing else "read"

    @property
    def counts(self) -> bool:
        """A lookup counts if it finds something else than the last time."""
        return self.old is not None and reveal(self.old.outputs) != reveal(self.state.outputs)

    def begin(self, journal: Journal) -> None:
        """Note the lookup."""
        journal.begin(self.state, "reading")

    def apply(self, tools: Tools) -> None:
        """Have the provider look the object up."""
        new = self.state
        if new.id == UNKNOWN:
            new.outputs = {}
            return
        found = tools.provider(new).read(new.urn, new.id, reveal(new.inputs), reveal(new.inputs))
        if found is None:
            raise ProviderError(f"resource {new.id!r} does not exist")
        new.id, new.outputs = found.id, mark_secrets(found.outputs, new.inputs)
        if self.old is not None:
            new.created, new.modified = self.old.created, self.old.modified
            if self.replacing:
                self.old.delete = True
                self.old.touch()

    def end(self, journal: Journal, done: bool) -> None:
        """What was found takes the place of what was known."""
        keep_old = self.replacing or not done
        journal.end(self.state, done=None if keep_old else self.old, new=self.state if done else None)


@dataclass(eq=False)
class ImportStep(Step):
    """Take an existing object under management. Afterwards `new` holds what was found, by its own inputs."""

    op = "import"

    @property
    def name(self) -> str:
        """An import may take the place of an object of our own."""
        return "import-replacement" if self.old else "import"

    @property
    def counts(self) -> bool:
        """In a replacement, the replacement counts."""
        return self.old is None

    def begin(self, journal: Journal) -> None:
        """Note the import."""
        journal.begin(self.state, "importing")

    def apply(self, tools: Tools) -> None:
        """Have the provider find the object and the inputs that would make it."""
        new = self.state
        found = tools.provider(new).read(new.urn, new.import_id, {}, {})
        if found is None:
            raise ProviderError(f"resource {new.import_id!r} does not exist")
        new.id, new.inputs, new.outputs = found.id, found.inputs, found.outputs
        new.created = new.modified = now()
        if self.old is not None:
            self.old.delete = True
            self.old.touch()

    def end(self, journal: Journal, done: bool) -> None:
        """The found object joins the state."""
        journal.end(self.state, new=self.state if done else None)


@dataclass(eq=False)
class RefreshStep(Step):
    """Look at an object of ours as it is. Afterwards `new` is None if the object is gone."""

    op = "refresh"
    logical = False
    result: str = "same"

    @property
    def name(self) -> str:
        """What the look has shown counts, not the look."""
        return self.result

    @property
    def counts(self) -> bool:
        """A refresh reports every resource."""
        return True

    def apply(self, tools: Tools) -> None:
        """Have the provider read the object, and compare it with the state."""
        old = self.old
        if old is None or not old.custom or old.is_provider or old.pending_replacement:
            return
        provider = tools.provider(old)
        found = provider.read(old.urn, old.id, reveal(old.inputs), reveal(old.outputs))
        if found is None:
            self.new, self.result = None, "delete"
            return
        inputs = mark_secrets(found.inputs, old.inputs)
        outputs = mark_secrets(found.outputs, old.outputs)
        if inputs == old.inputs and outputs == old.outputs:
            return
        self.new = dataclasses.replace(old, id=found.id, inputs=inputs, outputs=outputs, modified=now())
        if not old.external:
            ignored = tuple(old.ignore_changes)
            self.difference = provider.diff(
                old.urn, reveal(old.inputs), reveal(old.outputs), reveal(inputs), ignored
            )
        changed = bool(self.difference.changes) if not old.external else outputs != old.outputs
        self.result = "update" if changed else "same"

    def end(self, journal: Journal, done: bool) -> None:
        """The caller puts all refreshed states into the journal at once."""


def configuration_outputs(inputs: Properties) -> Properties:
    """A provider resource's outputs: its configuration."""
    return {key: value for key, value in inputs.items() if key != "__internal"}


def mark_outputs(state: ResourceState) -> None:
    """Make secret the outputs that the program calls secret, and those whose input of the same name is."""
    for name in state.additional_secret_outputs:
        if name in state.outputs:
            state.outputs[name] = secret(state.outputs[name])
    for name, value in state.outputs.items():
        if is_secret(state.inputs.get(name)):
            state.outputs[name] = secret(value)


def _create_provider(new: ResourceState, tools: Tools) -> None:
    import uuid

    new.id = UNKNOWN if tools.preview else str(uuid.uuid4())
    new.outputs = configuration_outputs(new.inputs)
    tools.registry.configure(new)


def _both(step: Step) -> tuple[ResourceState, ResourceState]:
    if step.old is None or step.new is None:
        raise AssertionError("the step has an old and a new state")
    return step.old, step.new
