"""In which order functions are made: one that reads another's URL after it.

A URL exists only once its function does, and a function's environment is fixed when it is made. So functions
cannot read each other's URLs in a circle. They may invoke each other in circles: `invoke` needs only a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from pluto_py.errors import PlutoError
from pluto_py.infra.function_plan import KIND, FunctionPlan

__all__ = ["in_order"]


def in_order(plans: Iterable[FunctionPlan]) -> list[FunctionPlan]:
    """The functions, each after those whose URL it reads; otherwise by name.

    Raises:
        PlutoError: functions read each other's URLs, or one its own.
    """
    by_name = {plan.name: plan for plan in sorted(plans, key=lambda plan: plan.name)}
    needs = {name: sorted(_urls_read(plan) & by_name.keys()) for name, plan in by_name.items()}
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise _circle(list(reversed(error.args[1])), by_name[error.args[1][0]]) from None
    return [by_name[name] for name in order]


def _urls_read(plan: FunctionPlan) -> set[str]:
    return {name for (kind, name), keys in plan.reads.items() if kind == KIND and "url" in keys}


def _circle(names: list[str], first: FunctionPlan) -> PlutoError:
    own = len(set(names)) == 1
    what = (
        f"Function '{names[0]}' reads its own `url`."
        if own
        else "Functions read each other's `url` in a circle: " + " → ".join(names) + "."
    )
    hint = (
        "Take the URL from the request instead: a `raw` handler finds it in the event, under "
        '`["requestContext"]["domainName"]`.'
        if own
        else "Let one of them call the other with `invoke`, which needs no URL, or pass it in the request."
    )
    return PlutoError(
        what,
        where=str(first.function.at),
        why="A URL is known only after its function was made with all of its environment.",
        hint=hint,
    )
