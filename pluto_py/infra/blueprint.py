"""Everything decided and checked before the first object is created; all problems are reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deducer.architecture import DeducedResource, Position
from pluto_py.errors import PlutoError
from pluto_py.infra import environment, function
from pluto_py.infra.function_order import in_order
from pluto_py.infra.function_plan import KIND, FunctionPlan, Reference, plan_function
from pluto_py.infra.registry import infra_for
from pluto_py.infra.scope import Scope

__all__ = ["Blueprint", "draw_up"]


@dataclass(frozen=True)
class Blueprint:
    """`functions` are in the order in which they are to be made."""

    scope: Scope
    resources: tuple[DeducedResource, ...]
    functions: tuple[FunctionPlan, ...]


def draw_up(scope: Scope) -> Blueprint:
    """The plan in full.

    Raises:
        PlutoError: it cannot be carried out; the error names every reason.
    """
    architecture = scope.plan.architecture
    resources = tuple(resource for resource in architecture.resources if resource.kind != KIND)
    kinds = {kind: infra_for(kind) for kind in sorted({resource.kind for resource in resources})}
    functions = in_order(plan_function(scope, found, kinds) for found in architecture.functions)
    _refuse(_problems(scope, resources, functions))
    return Blueprint(scope, resources, tuple(functions))


Problem = tuple[Position, str]


def _problems(
    scope: Scope, resources: tuple[DeducedResource, ...], functions: list[FunctionPlan]
) -> list[Problem]:
    known: dict[Reference, Mapping[str, str]] = {
        (r.kind, r.name): infra_for(r.kind).known_properties(scope, r) for r in resources
    }
    known.update({(KIND, plan.name): function.known_properties(scope, plan.name) for plan in functions})
    found: list[Problem] = []
    for resource in resources:
        problems = infra_for(resource.kind).problems(scope, resource)
        found += [(resource.at, f"{resource.kind} '{resource.name}': {problem}.") for problem in problems]
    module = scope.plan.architecture.entry_module
    for plan in functions:
        problems = environment.problems(plan, module, known, scope.plan.environment)
        found += [(plan.function.at, f"Function '{plan.name}': {problem}.") for problem in problems]
    return found


def _refuse(problems: list[Problem]) -> None:
    if not problems:
        return
    (first, message), *others = problems
    if not others:
        raise PlutoError(message, where=str(first))
    raise PlutoError(
        "The app cannot be deployed as it is.", why="\n".join(f"{at}: {text}" for at, text in problems)
    )
