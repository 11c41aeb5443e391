"""After an interruption: find out what became of the operations that were noted and never ended.

The CLI warns of them and leaves the rest to people. Here providers can tell: whether an object that was being
made exists, and whether it is ours; the next update then goes on from what is really there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from pluto_py.engines.embedded.state import PendingOperation, ResourceState
from pluto_py.engines.properties import difference
from pluto_py.engines.properties.values import mark_secrets, reveal
from pluto_py.engines.provider import Found, Provider

__all__ = ["mend"]


def mend(
    base: list[ResourceState],
    pending: list[PendingOperation],
    provider: Callable[[ResourceState], Provider],
    inform: Callable[[str, str], None],
) -> list[ResourceState]:
    """The state as it must be, given what interrupted operations have left.

    Args:
        base: the state as it was written.
        pending: what was going on then.
        provider: the provider of a resource.
        inform: tells the user about a resource (URN, text).
    """
    mended = list(base)
    for operation in pending:
        state = operation.resource
        if not state.custom or state.is_provider:
            continue
        if operation.type == "creating":
            _mend_creation(mended, state, provider(state), inform)
        elif operation.type == "updating":
            _mend_update(mended, state, provider(state), inform)
        elif operation.type == "deleting":
            _mend_deletion(mended, state, provider(state), inform)
    return mended


def _mend_creation(
    base: list[ResourceState], made: ResourceState, provider: Provider, inform: Callable[[str, str], None]
) -> None:
    found = provider.recover(made.urn, reveal(made.inputs))
    if found is None:
        inform(made.urn, "its creation was interrupted before anything was made")
        return
    recovered = _as_found(made, found)
    present = next((state for state in base if state.urn == made.urn and not state.delete), None)
    if present is None or present.pending_replacement:
        inform(made.urn, f"its creation was interrupted; {found.id!r} exists and is taken over")
        if present is not None:
            base.remove(present)
        # Whether it ever became ready is not known: with an error on record, the next step waits for it.
        recovered.init_errors = ["its creation was interrupted"]
        base.append(recovered)
    elif present.id != found.id:
        inform(made.urn, f"its replacement was interrupted; the unfinished {found.id!r} will be deleted")
        recovered.delete = True
        base.append(recovered)


def _mend_update(
    base: list[ResourceState], wanted: ResourceState, provider: Provider, inform: Callable[[str, str], None]
) -> None:
    index = _index(base, wanted)
    if index is None:
        return
    old = base[index]
    found = provider.read(old.urn, old.id, reveal(old.inputs), reveal(old.outputs))
    if found is None:
        return
    inform(old.urn, "its update was interrupted; it is updated again from what is there")
    inputs = mark_secrets(found.inputs, old.inputs)
    for name, value in list(inputs.items()):
        # What the provider cannot see may have the old value or the new one: neither counts as known.
        unseen = difference.equal(value, old.inputs.get(name))
        if unseen and not difference.equal(value, wanted.inputs.get(name)):
            del inputs[name]
    base[index] = dataclasses.replace(
        old,
        inputs=inputs,
        outputs=mark_secrets(found.outputs, old.outputs),
        init_errors=["its update was interrupted"],
    )


def _mend_deletion(
    base: list[ResourceState], doomed: ResourceState, provider: Provider, inform: Callable[[str, str], None]
) -> None:
    for state in [state for state in base if state.urn == doomed.urn and state.id == doomed.id]:
        if provider.read(state.urn, state.id, reveal(state.inputs), reveal(state.outputs)) is None:
            inform(state.urn, "its deletion was interrupted, and is complete")
            base.remove(state)


def _as_found(made: ResourceState, found: Found) -> ResourceState:
    return dataclasses.replace(
        made,
        id=found.id,
        inputs=mark_secrets(found.inputs, made.inputs),
        outputs=mark_secrets(found.outputs, made.inputs),
    )


def _index(base: list[ResourceState], state: ResourceState) -> int | None:
    for index, other in enumerate(base):
        if other.urn == state.urn and not other.delete:
            return index
    return None
