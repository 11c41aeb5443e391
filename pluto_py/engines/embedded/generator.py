"""Decides what must happen to a resource: from what the program wants and what the state has, to steps.

The order of the questions, and the answers, are those of Pulumi's step generator. Nothing is changed here but
the generator's own records; providers are only asked to check and to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pluto_py.engines.embedded import graph
from pluto_py.engines.embedded.aliases import former_urns
from pluto_py.engines.embedded.deletion import Deletions
from pluto_py.engines.embedded.goal import Goal
from pluto_py.engines.embedded.judging import Judge
from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.embedded.steps import (
    CreateStep,
    DeleteStep,
    ImportStep,
    ProtectedError,
    ReadStep,
    ReplaceStep,
    SameStep,
    Step,
    UpdateStep,
)
from pluto_py.engines.properties import path
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.properties.values import Properties, copy
from pluto_py.engines.provider import Difference, ProviderError

__all__ = ["Generator"]


class Generator:
    """The steps of one update. Not thread-safe: the caller lets one registration in at a time.

    Args:
        stack, project: of the update.
        base: the state before the update, in order.
        judge: asks providers to check and to compare.
        inform: shows the user a remark about a resource (URN, text).

    Attributes:
        olds: the resources of the state by URN, without those that only wait to be deleted.
        seen: every URN that has been dealt with, old URNs of renamed resources among them.
    """

    def __init__(
        self,
        stack: str,
        project: str,
        base: Sequence[ResourceState],
        judge: Judge,
        inform: Callable[[str, str], None],
    ):
        self.stack, self.project = stack, project
        self.base = list(base)
        self.olds = {state.urn: state for state in base if not state.delete}
        self.seen: set[str] = set()
        self.deletions = Deletions()
        self._judge = judge
        self._inform = inform
        self._registered: set[str] = set()
        # New URN → the alias by which it was found, and the reverse.
        self._matched: dict[str, str] = {}
        self._taken: dict[str, str] = {}
        self._dependent_keys: dict[str, tuple[str, ...]] = {}

    def claim(self, type_: str, name: str, parent: str) -> str:
        """The URN of a registration that has just arrived.

        Raises:
            ProviderError: two resources of one type and parent have the same name, or the parent is unknown.
        """
        urn = urns.make(self.stack, self.project, parent, type_, name)
        if urn in self._registered:
            raise ProviderError(f"Duplicate resource URN '{urn}'; try giving it a unique name")
        self._registered.add(urn)
        if parent and parent not in self._registered:
            raise ProviderError(f"could not find parent resource {parent}")
        return urn

    def skip(self, urn: str, goal: Goal) -> None:
        """Leave a resource as it is, because something that it needs has failed."""
        self._find_old(urn, goal)
        self.seen.add(urn)

    def read(self, urn: str, goal: Goal, identity: str) -> list[Step]:
        """The steps of looking up an object that others manage."""
        self.seen.add(urn)
        new = _state(urn, goal)
        new.id, new.external = identity, True
        old = self.olds.get(urn)
        if old is not None and not old.external and old.id != identity:
            return [ReadStep(old, new, replacing=True), ReplaceStep(old, new)]
        return [ReadStep(old, new)]

    def register(self, urn: str, goal: Goal) -> list[Step]:
        """The steps that turn the resource of the state into the one that the program wants.

        An import returns its own step only; call `after_import` once it is done.

        Raises:
            ProviderError: the resource cannot be had like that.
        """
        old = self._find_old(urn, goal)
        self.seen.add(urn)
        new = _state(urn, goal)
        if urn in self._matched:
            new.aliases = [self._matched[urn]]
        if old is not None:
            new.created, new.modified = old.created, old.modified
        recreating = urn in self.deletions.urns
        if goal.custom and goal.import_id and _must_import(goal, old):
            replaced = old if old is not None and not recreating else None
            step = ImportStep(replaced, new)
            return [step, ReplaceStep(replaced, new)] if replaced else [step]
        return self._decide(urn, goal, old, new, recreating=recreating)

    def after_import(self, urn: str, goal: Goal, imported: ResourceState) -> list[Step]:
        """The steps from an object that was imported to what the program wants; none if nothing differs."""
        new = _state(urn, goal)
        new.created, new.modified, new.import_id = imported.created, imported.modified, ""
        steps = self._decide(urn, goal, imported, new, recreating=False)
        return [] if isinstance(steps[0], SameStep) else steps

    def _decide(
        self, urn: str, goal: Goal, old: ResourceState | None, new: ResourceState, *, recreating: bool
    ) -> list[Step]:
        wanted = self._with_ignored_changes(urn, goal, old) if old is not None else goal.inputs
        fresh = recreating or old is None or old.external
        if goal.custom:
            new.inputs = self._judge.check(new, wanted, None if fresh or old is None else old.inputs)
        else:
            new.inputs = wanted
        if old is None:
            return [CreateStep(None, new)]
        if recreating:
            self.deletions.urns.discard(urn)
            keys = self._dependent_keys.get(urn, ())
            return [ReplaceStep(old, new, keys=keys), CreateStep(old, new, keys=keys)]
        if old.external:
            return [CreateStep(old, new, delete_old_later=True), ReplaceStep(old, new)]
        return self._change(urn, goal, old, new)

    def _change(self, urn: str, goal: Goal, old: ResourceState, new: ResourceState) -> list[Step]:
        difference = self._judge.compare(old, new, self.olds, self._matched)
        if difference.replaces or old.pending_replacement:
            return self._replace(urn, goal, old, new, difference)
        if difference.changes or old.init_errors:
            return [UpdateStep(old, new, difference)]
        return [SameStep(old, new)]

    def _replace(
        self, urn: str, goal: Goal, old: ResourceState, new: ResourceState, difference: Difference
    ) -> list[Step]:
        if new.protect and old.protect:
            raise ProtectedError(
                f"unable to replace resource {urn!r}\nas it is protected. To unprotect it, remove the "
                "`protect` option from the resource in the program, and deploy that first"
            )
        if goal.custom:
            # Defaults, an automatic name above all, must not be those of the object that is being replaced.
            new.inputs = self._judge.check(new, goal.inputs, None)
        keys = difference.replaces
        first = difference.delete_before_replace
        if goal.delete_before_replace is not None:
            first = goal.delete_before_replace
        if not (first or old.pending_replacement):
            return [
                CreateStep(old, new, difference, keys, delete_old_later=True),
                ReplaceStep(old, new, difference, keys),
            ]
        steps: list[Step] = [*self._delete_dependents(old)]
        if not old.pending_replacement:
            steps.append(self._delete_before_replacement(old))
        return [*steps, ReplaceStep(old, new, difference, keys), CreateStep(old, new, difference, keys)]

    def _delete_dependents(self, root: ResourceState) -> list[DeleteStep]:
        """Delete what would have to be replaced as well, before the object that it depends on goes."""
        condemned: list[tuple[ResourceState, tuple[str, ...]]] = []
        replaced = {root.urn}
        for state in graph.dependents(root, self.base, self.seen - {root.urn}):
            keys = self._judge.replaced_with(state, replaced, self.olds)
            if keys is not None:
                condemned.append((state, keys))
                replaced.add(state.urn)
        steps = []
        for state, keys in reversed(condemned):
            if state in self.deletions.states or state.pending_replacement:
                continue
            self._dependent_keys[state.urn] = keys
            if state.protect and not state.delete:
                raise ProtectedError(
                    f"unable to replace resource {state.urn!r} as part of replacing {root.urn!r}, "
                    "as it is protected"
                )
            if state.delete:
                steps.append(DeleteStep(state, deletions=self.deletions.urns))
            else:
                steps.append(self._delete_before_replacement(state))
            self.deletions.add(state)
        return steps

    def _delete_before_replacement(self, state: ResourceState) -> DeleteStep:
        return DeleteStep(state, replacing=True, before_replacement=True, deletions=self.deletions.urns)

    def _find_old(self, urn: str, goal: Goal) -> ResourceState | None:
        """The resource in the state, under its URN or one that it had before."""
        if urn in self._taken:
            raise ProviderError(
                f"{urn!r} is an alias of {self._taken[urn]!r}, and cannot be a resource as well"
            )
        for candidate in (urn, *former_urns(goal, self.stack, self.project, self._matched)):
            found = self.olds.get(candidate)
            if found is None:
                continue
            if candidate != urn:
                self._take(candidate, urn)
            return found
        return None

    def _take(self, alias: str, urn: str) -> None:
        """Note that the resource of an alias goes on as another one."""
        if alias in self.seen:
            holder = self._taken.get(alias, "a resource of its own")
            raise ProviderError(f"the alias {alias!r} of {urn!r} is {holder}")
        self._taken[alias] = urn
        self._matched[urn] = alias
        self.seen.add(alias)

    def _with_ignored_changes(self, urn: str, goal: Goal, old: ResourceState) -> Properties:
        inputs: Properties = copy(goal.inputs)
        failed = [
            text for text in goal.ignore_changes if not path.reset(path.parse(text), old.inputs, inputs)
        ]
        if failed:
            self._inform(
                urn, f"cannot ignore changes in added or removed elements of the path: {', '.join(failed)!r}"
            )
        return inputs


def _must_import(goal: Goal, old: ResourceState | None) -> bool:
    return old is None or old.external or (old.import_id or old.id) != goal.import_id


def _state(urn: str, goal: Goal) -> ResourceState:
    """The new state of a resource, as far as the program determines it."""
    return ResourceState(
        urn=urn,
        custom=goal.custom,
        type=goal.type,
        inputs=goal.inputs,
        parent=goal.parent,
        protect=goal.protect,
        dependencies=list(goal.dependencies),
        provider=goal.provider,
        property_dependencies={key: list(value) for key, value in goal.property_dependencies.items()},
        additional_secret_outputs=list(goal.additional_secret_outputs),
        custom_timeouts=dict(goal.custom_timeouts),
        import_id=goal.import_id,
        retain_on_delete=goal.retain_on_delete,
        deleted_with=goal.deleted_with,
        source_position=goal.source_position,
        ignore_changes=list(goal.ignore_changes),
        replace_on_changes=list(goal.replace_on_changes),
    )
