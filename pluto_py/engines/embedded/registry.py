"""The providers of one update: which resource refers to which, configured when first needed.

A provider is a resource itself (`pulumi:providers:aws`), and other resources refer to it by `<urn>::<id>`.
Those that name none get the default provider of their package and version, configured from the stack's
configuration.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pluto_py.engines.embedded.goal import Goal
from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.properties.values import Properties, reveal, secret
from pluto_py.engines.provider import Package, Provider, ProviderError

__all__ = ["UNCONFIGURED", "Plugin", "Registry", "configuration"]

UNCONFIGURED = frozenset({"version", "__internal", "pluginDownloadURL"})


@dataclass(frozen=True)
class Plugin:
    """Which provider a request means."""

    package: str
    version: str = ""

    @property
    def default_name(self) -> str:
        """The name of the default provider: `default_7_51_1` for version 7.51.1."""
        return "_".join(["default", *re.split(r"[.\-+]", self.version)]) if self.version else "default"


class Registry:
    """Finds the provider of a resource.

    Args:
        packages: the packages known here, by name.
        config: the stack's configuration, by full key (`aws:region`).
        secret_keys: the keys in `config` whose values are secret.
    """

    def __init__(
        self, packages: Mapping[str, Package], config: Mapping[str, str], secret_keys: frozenset[str]
    ):
        self._packages = packages
        self._config = config
        self._secret_keys = secret_keys
        self._configured: dict[str, Provider] = {}
        self._states: dict[str, ResourceState] = {}
        self._defaults: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()
        # Held while a default provider is registered, which takes other locks: never taken within `_lock`.
        self._registering = threading.Lock()

    def package(self, name: str) -> Package:
        """The package of that name.

        Raises:
            ProviderError: there is none here.
        """
        if name not in self._packages:
            raise ProviderError(
                f"no provider for the package {name!r} here: the embedded engine knows "
                f"{', '.join(sorted(self._packages)) or 'none'}"
            )
        return self._packages[name]

    def package_config(self, name: str) -> Properties:
        """What the stack's configuration says of a package, as inputs of its default provider."""
        prefix = f"{name}:"
        return {
            key.removeprefix(prefix): secret(value) if key in self._secret_keys else value
            for key, value in self._config.items()
            if key.startswith(prefix)
        }

    def default(self, wanted: Plugin, register: Callable[[Goal], ResourceState]) -> str:
        """The reference of a plug-in's default provider, which is registered when first asked for."""
        with self._registering:
            key = (wanted.package, wanted.version)
            if key not in self._defaults:
                self.package(wanted.package)
                inputs = self.package_config(wanted.package)
                if wanted.version:
                    # The empty note is the CLI's, and the two engines' states are not to differ in it.
                    inputs |= {"version": wanted.version, "__internal": {}}
                type_ = f"pulumi:providers:{wanted.package}"
                state = register(Goal(type=type_, name=wanted.default_name, custom=True, inputs=inputs))
                self._defaults[key] = f"{state.urn}::{state.id}"
            return self._defaults[key]

    def configure(self, state: ResourceState) -> None:
        """Make the provider that a provider resource describes available under its reference."""
        package = self.package(str(urns.provider_package(state.type)))
        reference = f"{state.urn}::{state.id}"
        self._states[reference] = state
        self._configured[reference] = package.configure(configuration(state.inputs))

    def state(self, reference: str) -> ResourceState | None:
        """The provider resource that this update has configured under a reference."""
        return self._states.get(reference)

    def provider(self, reference: str) -> Provider:
        """The configured provider behind a reference.

        Raises:
            ProviderError: it was not configured.
        """
        found = self._configured.get(reference)
        if found is None:
            raise ProviderError(f"unknown provider {reference!r}")
        return found

    def ensure(self, reference: str, states: Mapping[str, ResourceState]) -> Provider:
        """Like `provider`, for a resource whose provider may only lie in the state.

        A default provider then takes the stack's present configuration over that of the state, so that what
        was made can be found again after endpoints or keys have changed.
        """
        with self._lock:
            if reference not in self._configured:
                state = states.get(reference.rpartition("::")[0])
                if state is None:
                    raise ProviderError(f"unknown provider {reference!r}")
                package = str(urns.provider_package(state.type))
                inputs = dict(state.inputs)
                if urns.name_of(state.urn).startswith("default"):
                    inputs.update(self.package_config(package))
                self._configured[reference] = self.package(package).configure(configuration(inputs))
            return self._configured[reference]


def configuration(inputs: Properties) -> Properties:
    """A provider resource's inputs without those that the engine keeps for itself, secrets opened."""
    return {key: reveal(value) for key, value in inputs.items() if key not in UNCONFIGURED}
