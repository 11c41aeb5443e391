"""The steps that remove objects, or forget them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from pluto_py.engines.embedded.journal import Journal
from pluto_py.engines.embedded.steps.step import ProtectedError, Step, Tools
from pluto_py.engines.properties.values import reveal

__all__ = ["DeleteStep", "RemovePendingReplaceStep"]


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
