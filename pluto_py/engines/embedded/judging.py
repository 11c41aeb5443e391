"""Asks providers: is this input good, what differs, would this have to be replaced?

Providers see no secrets as such, and of provider resources themselves their packages are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pluto_py.engines.embedded.registry import UNCONFIGURED, Registry, configuration
from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.properties import difference, path
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.properties.values import UNKNOWN, Properties, copy, mark_secrets, reveal
from pluto_py.engines.provider import CheckFailure, Difference, Provider, ProviderError

__all__ = ["CheckError", "Judge"]


class CheckError(ProviderError):
    """Inputs were refused; `failures` says which."""

    def __init__(self, state: ResourceState, failures: tuple[CheckFailure, ...]):
        self.failures = failures
        reasons = [
            f"{failure.property}: {failure.reason}" if failure.property else failure.reason
            for failure in failures
        ]
        super().__init__(
            f"{state.type} resource '{urns.name_of(state.urn)}' has a problem: {'; '.join(reasons)}"
        )


class Judge:
    """The generator's way to the providers.

    Args:
        registry: the providers.
        provider: finds the provider of a state.
    """

    def __init__(self, registry: Registry, provider: Callable[[ResourceState], Provider]):
        self._registry = registry
        self._provider = provider

    def check(self, state: ResourceState, wanted: Properties, olds: Properties | None) -> Properties:
        """The inputs that the provider makes of the wanted ones.

        Raises:
            CheckError: it refuses them.
        """
        if state.is_provider:
            package = self._registry.package(str(urns.provider_package(state.type)))
            checked = package.check_config(configuration(wanted))
            own = {key: value for key, value in wanted.items() if key in UNCONFIGURED}
            inputs = {**checked.inputs, **own}
        else:
            checked = self._provider(state).check(
                state.urn, copy(reveal(wanted)), None if olds is None else reveal(olds)
            )
            inputs = checked.inputs
        if checked.failures:
            raise CheckError(state, checked.failures)
        return mark_secrets(copy(inputs), wanted)

    def compare(
        self,
        old: ResourceState,
        new: ResourceState,
        olds: Mapping[str, ResourceState],
        matched: Mapping[str, str],
    ) -> Difference:
        """What an update would change, the program's `replaceOnChanges` included."""
        if self._moved_to_another_provider(old, new, olds, matched):
            return Difference({"provider": "update"}, ("provider",))
        if new.is_provider:
            package = self._registry.package(str(urns.provider_package(new.type)))
            found = package.diff_config(configuration(old.inputs), configuration(new.inputs))
        elif not new.custom:
            return Difference(difference.compare(old.inputs, new.inputs))
        else:
            found = self._provider(new).diff(
                new.urn,
                reveal(old.inputs),
                reveal(old.outputs),
                reveal(new.inputs),
                tuple(new.ignore_changes),
            )
        return _with_replace_on_changes(found, new.replace_on_changes, bool(old.init_errors))

    def replaced_with(
        self, state: ResourceState, replaced: set[str], olds: Mapping[str, ResourceState]
    ) -> tuple[str, ...] | None:
        """The properties for which a resource must be replaced once others are; None if it need not be.

        Whatever comes from a replaced resource counts as unknown.
        """
        if not state.custom or state.external:
            return None
        if state.provider_urn in replaced:
            return ()
        inputs = {
            key: UNKNOWN if replaced.intersection(state.property_dependencies.get(key, ())) else reveal(value)
            for key, value in state.inputs.items()
        }
        if UNKNOWN not in inputs.values() or state.is_provider:
            return None
        provider = self._registry.ensure(state.provider, olds)
        found = provider.diff(
            state.urn, reveal(state.inputs), reveal(state.outputs), inputs, tuple(state.ignore_changes)
        )
        found = _with_replace_on_changes(found, state.replace_on_changes, initialised_badly=False)
        return found.replaces or None

    def _moved_to_another_provider(
        self,
        old: ResourceState,
        new: ResourceState,
        olds: Mapping[str, ResourceState],
        matched: Mapping[str, str],
    ) -> bool:
        """True if the resource's new provider works elsewhere than the one that made it."""
        if old.provider == new.provider:
            return False
        if not old.provider or not new.provider:
            return True
        if matched.get(new.provider_urn) == old.provider_urn:
            return False
        before = olds.get(old.provider_urn)
        after = self._registry.state(new.provider)
        if before is None or after is None:
            return True
        package = self._registry.package(str(urns.provider_package(after.type)))
        found = package.diff_config(configuration(before.inputs), configuration(after.inputs))
        return bool(found.replaces)


def _with_replace_on_changes(
    found: Difference, replace_on_changes: list[str], initialised_badly: bool
) -> Difference:
    outer = [path.parse(text) for text in replace_on_changes]
    forced = {
        difference.top_level(changed)
        for changed in found.changes
        if any(path.contains(part, path.parse(changed)) for part in outer)
    }
    if initialised_badly and any(path.contains(part, ("#initerror",)) for part in outer):
        forced.add("#initerror")
    if not forced:
        return found
    replaces = tuple(sorted({*found.replaces, *forced}))
    return Difference(found.changes, replaces, found.delete_before_replace)
