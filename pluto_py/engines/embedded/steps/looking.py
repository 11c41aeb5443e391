"""The steps that look at what exists: read, import, refresh."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from pluto_py.engines.embedded.journal import Journal
from pluto_py.engines.embedded.state import now
from pluto_py.engines.embedded.steps.step import Step, Tools
from pluto_py.engines.properties.values import UNKNOWN, mark_secrets, reveal
from pluto_py.engines.provider import ProviderError

__all__ = ["ImportStep", "ReadStep", "RefreshStep"]


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
