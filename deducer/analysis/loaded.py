"""What loading an app's modules does in every function that loads them."""

from __future__ import annotations

from collections.abc import Iterable

from deducer.analysis.handlers import joined_trail
from deducer.source.files import Place
from deducer.state.effects import EnvironmentRead, Escape, Facts, Load, Outside, Touch, Trail, record
from deducer.state.machine import Machine
from deducer.values.modules import Module

__all__ = ["Loaded", "closure", "facts_of"]


class Loaded:
    """A set of modules and what importing them does.

    `files` are theirs, sorted; `escapes` values that libraries got hold of; `outside` the modules of others that
    they import; `facts` the rest: touched resources, and variables of the environment.
    """

    def __init__(self, modules: dict[Module, Trail | None], facts: Facts) -> None:
        self.modules = modules
        self.files = tuple(sorted(module.file.shown for module in modules if module.file is not None))
        self.escapes = [(fact, trail) for fact, trail in facts.items() if isinstance(fact, Escape)]
        self.outside = {fact.module for fact in facts if isinstance(fact, Outside)}
        self.facts = {
            fact: trail for fact, trail in facts.items() if isinstance(fact, (Touch, EnvironmentRead))
        }


def closure(
    m: Machine, starts: Iterable[tuple[Module, Trail | None]], known: dict[Module, Trail | None]
) -> Loaded:
    """The modules that these import at their top level, directly or not, without those in `known`."""
    modules: dict[Module, Trail | None] = {}
    pending = list(starts)
    while pending:
        module, trail = pending.pop(0)
        if module in modules or module in known:
            continue
        modules[module] = trail
        pending.extend((parent, trail) for parent in _packages(m, module))
        pending.extend((fact.module, trail) for fact in module.facts if isinstance(fact, Load))
    return Loaded(modules, facts_of(modules))


def _packages(m: Machine, module: Module) -> list[Module]:
    """The packages that a module lies in: importing it runs them first."""
    found: list[Module] = []
    parent = module.name.rpartition(".")[0]
    while parent:
        package = m.importer.loaded(parent)
        if package is not None:
            found.append(package)
        parent = parent.rpartition(".")[0]
    return found


def facts_of(modules: dict[Module, Trail | None]) -> Facts:
    """What the top levels of these modules do; each way begins with how the module comes to be loaded."""
    facts: Facts = {}
    for module, trail in modules.items():
        if module.file is None:
            continue
        start = Trail(Place(module.file, 0), module.name)
        way = start if trail is None else joined_trail(trail, start)
        for fact, inner in module.facts.items():
            record(facts, fact, joined_trail(way, inner))
    return facts
