"""The steps that make and change objects: same, create, update, replace."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from pluto_py.engines.embedded.journal import Journal
from pluto_py.engines.embedded.state import ResourceState, now
from pluto_py.engines.embedded.steps.step import Step, Tools, both
from pluto_py.engines.properties.values import UNKNOWN, Properties, mark_secrets, reveal
from pluto_py.engines.provider import PartialFailure, ProviderError

__all__ = ["CreateStep", "ReplaceStep", "SameStep", "UpdateStep"]


@dataclass(eq=False)
class SameStep(Step):
    """Nothing changes, except perhaps what the state notes of the resource's options."""

    op = "same"

    def apply(self, tools: Tools) -> None:
        """Carry over what only the provider could know."""
        old, new = both(self)
        new.id, new.outputs = old.id, old.outputs
        new.created, new.modified = old.created, old.modified
        if new.is_provider:
            tools.registry.configure(new)

    def end(self, journal: Journal, done: bool) -> None:
        """Write only if there is something to write."""
        old, new = both(self)
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
        self._condemn_old()

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
            self._condemn_old()
            raise
        if not created.id and not tools.preview:
            raise ProviderError("the provider returned no id for what it made")
        new.id, new.outputs = created.id, mark_secrets(created.outputs, new.inputs)

    def _condemn_old(self) -> None:
        if self.old is not None and self.delete_old_later:
            self.old.delete = True
            self.old.touch()

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
        old, new = both(self)
        new.id, new.created, new.modified = old.id, old.created, old.modified
        if new.is_provider:
            tools.registry.configure(new)
            new.outputs = _configuration_outputs(new.inputs)
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


def _create_provider(new: ResourceState, tools: Tools) -> None:
    new.id = UNKNOWN if tools.preview else str(uuid.uuid4())
    new.outputs = _configuration_outputs(new.inputs)
    tools.registry.configure(new)


def _configuration_outputs(inputs: Properties) -> Properties:
    """A provider resource's outputs: its configuration."""
    return {key: value for key, value in inputs.items() if key != "__internal"}
