"""The architecture, from what was declared and what each handler may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from deducer.analysis.environment import report_missing, variables_of
from deducer.analysis.grants import captures_of, grants_of
from deducer.analysis.handlers import analyse
from deducer.analysis.loaded import Loaded, closure
from deducer.architecture import Architecture, DeducedFunction, DeducedResource, Grant
from deducer.imports.installed import Installed, is_standard
from deducer.resources.declared import Trigger
from deducer.state.effects import Escape, Facts, Load, Outside, Touch, Trail, Uses, record
from deducer.state.machine import Machine
from deducer.values.modules import Module

__all__ = ["assemble"]


def assemble(
    m: Machine,
    entry: Module | None,
    app: str,
    entrypoint: str,
    installed: Installed,
    folder: str,
    name: str,
) -> Architecture:
    """Analyse every declared function and put all together, sorted."""
    base = closure(m, [] if entry is None else [(entry, None)], {})
    report_missing(m.findings, base.facts, m.environment)
    _warn_of_operations(m, base)
    results: dict[str, _Result] = {}
    position = 0
    while position < len(m.declared.triggers):  # a module that a handler imports may declare more
        trigger = m.declared.triggers[position]
        position += 1
        if trigger.name not in results:
            results[trigger.name] = _function(m, trigger, base, installed, ())
    _add_registered(m, results, base, installed)
    functions = [result.function for result in results.values()]
    grants = [grant for result in results.values() for grant in result.grants]
    _report_unused(m, functions, grants)
    return Architecture(
        app=app,
        entrypoint=entrypoint,
        resources=_resources(m),
        functions=tuple(sorted(functions, key=lambda function: function.name)),
        grants=tuple(sorted(grants, key=lambda g: (g.function, g.kind, g.name, g.operation, g.certainty))),
        findings=m.findings.sorted(),
        import_root=folder,
        entry_module=name,
    )


class _Result(NamedTuple):
    """One analysed function; `uses` are the packages whose code it runs."""

    trigger: Trigger
    function: DeducedFunction
    grants: list[Grant]
    uses: frozenset[str]


def _add_registered(m: Machine, results: dict[str, _Result], base: Loaded, installed: Installed) -> None:
    """Decorated functions that no handler reaches by name: the decorator was there to register them.

    Their package may run them wherever its code is run, so the functions that do are analysed again with them.
    """
    waiting = [found for found in m.registrations if found.function.code not in m.reached]
    for name, result in list(results.items()):
        extra = [
            (Escape(found.function), Trail(found.place, f"registered with {found.package}", None, False))
            for found in waiting
            if found.package in result.uses
        ]
        if extra:
            results[name] = _function(m, result.trigger, base, installed, extra)


def _function(
    m: Machine,
    trigger: Trigger,
    base: Loaded,
    installed: Installed,
    registered: Sequence[tuple[Escape, Trail]],
) -> _Result:
    facts = analyse(m, trigger, [*base.escapes, *registered])
    lazily = [(fact.module, trail) for fact, trail in facts.items() if isinstance(fact, Load)]
    later = closure(m, lazily, base.modules)
    for fact, trail in later.facts.items():
        record(facts, fact, trail)
    report_missing(m.findings, facts, m.environment)
    _warn_of_operations(m, later)
    all_facts: Facts = dict(facts)
    for fact, trail in base.facts.items():
        record(all_facts, fact, trail)
    granted = [
        (fact, trail) for fact, trail in all_facts.items() if not _read_while_loading(fact, facts, later)
    ]
    outside = {fact.module for fact in facts if isinstance(fact, Outside)} | base.outside | later.outside
    function = DeducedFunction(
        name=trigger.name,
        trigger={"kind": trigger.kind, **dict(trigger.details)},
        handler=trigger.handler.place.position,
        environment=variables_of(all_facts, m.environment),
        captures=captures_of(all_facts),
        modules=base.files if not later.files else tuple(sorted({*base.files, *later.files})),
        distributions=_distributions(m, outside, installed),
        at=trigger.place.position,
    )
    uses = frozenset(fact.package for fact in facts if isinstance(fact, Uses))
    return _Result(trigger, function, grants_of(trigger.name, granted), uses)


def _read_while_loading(fact: object, own: Facts, later: Loaded) -> bool:
    """Whether this is a property that a module only reads at its top level.

    It is captured by every function that loads the module, but grants only those that use what became of it (see
    `interpreter.carrying`).
    """
    if not isinstance(fact, Touch) or fact.member not in fact.resource.type.properties or fact.by_library:
        return False
    return fact not in own or fact in later.facts


def _distributions(m: Machine, outside: set[str], installed: Installed) -> tuple[str, ...]:
    """The distributions that provide these modules; the SDK itself is none of the app's."""
    names = [
        name
        for name in sorted(outside)
        if not is_standard(name) and name.partition(".")[0] not in m.catalogue.sdk_modules
    ]
    return tuple(sorted(installed.distributions(names)))


def _resources(m: Machine) -> tuple[DeducedResource, ...]:
    found = [
        DeducedResource(
            resource.type.kind,
            resource.name,
            dict(sorted(resource.arguments.items())),
            resource.place.position,
        )
        for resource in m.declared.resources
    ]
    return tuple(sorted(found, key=lambda resource: (resource.kind, resource.name)))


def _warn_of_operations(m: Machine, loaded: Loaded) -> None:
    for fact, trail in loaded.facts.items():
        if isinstance(fact, Touch) and fact.member in fact.resource.type.operations:
            hops = trail.hops()
            m.findings.add(
                "warning",
                "operation-at-import",
                f"{fact.resource.name}.{fact.member} is called while a module loads: "
                "every function that loads the module does it when it starts, and is granted it",
                hops[-1].place,
                "call it inside the function that needs it",
                tuple(f"{hop.place} {hop.label}" for hop in hops[:-1]),
            )


def _report_unused(m: Machine, functions: list[DeducedFunction], grants: list[Grant]) -> None:
    used = {(grant.kind, grant.name) for grant in grants}
    used |= {(capture.kind, capture.name) for function in functions for capture in function.captures}
    sources = {function.trigger.get("resource") for function in functions}
    for resource in m.declared.resources:
        if (
            resource.type.is_function
            or (resource.type.kind, resource.name) in used
            or resource.name in sources
        ):
            continue
        m.findings.add(
            "info",
            "unreachable-resource",
            f"no function uses the {resource.type.kind} {resource.name!r}",
            resource.place,
            "remove it, or keep it if something outside of the app uses it",
        )
