"""Code that runs later or beside: threads, executors, `asyncio`."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.deferred import awaited
from deducer.interpreter.dispatch import call, iterate
from deducer.interpreter.iteration import exact_items
from deducer.models.registry import Model, model, object_method
from deducer.source.form import Node
from deducer.state.effects import Escape
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.callables import Deferred, Partial
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import ForeignObject

__all__: list[str] = []

_TASK = "asyncio.Task"
_FUTURE = "concurrent.futures.Future"
_EXECUTORS = ("concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor")


def _beside(m: Machine, functions: Values, arguments: Arguments, node: Node) -> Values:
    """Call functions that run at some time that cannot be told: now, and when all else has happened."""
    if m.deploying:
        return call(m, functions, arguments, node)
    if arguments.is_exact and functions:
        later = m.heap.new(Partial(functions, list(arguments.positional), dict(arguments.keywords)))
        m.happened(Escape(later, keeps_result=False), m.place(node), "started here", True)
    with m.heap.detached():
        return call(m, functions, arguments, node)


def _spread(m: Machine, positional: Values, keywords: Values, node: Node) -> Arguments:
    """`args=(…), kwargs={…}`."""
    items = exact_items(m, positional, node) if positional else []
    given = (
        Arguments(list(items))
        if items is not None
        else Arguments(star=iterate(m, positional, node) or UNKNOWN)
    )
    for value in keywords:
        if isinstance(value, Mapping):
            given.keywords.update({str(key): values for key, values in value.items.items()})
            given.double_star = union(given.double_star, value.rest)
    return given


@model("threading.Thread", "multiprocessing.Process", "threading.Timer")
def _thread(m: Machine, arguments: Arguments, node: Node) -> Values:
    target = arguments.keywords.get("target") or arguments.keywords.get("function")
    if target is None and len(arguments.positional) > 1:
        target = arguments.positional[1]
    positional = arguments.keywords.get("args", NOTHING)
    keywords = arguments.keywords.get("kwargs", NOTHING)
    given = _spread(m, positional, keywords, node)
    _beside(m, target or NOTHING, given, node)
    m.at(node)
    return (m.heap.new(ForeignObject("threading.Thread", [], {})),)


def _executor_method(name: str, rule: Model) -> None:
    def on_object(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values | None:
        return rule(m, arguments, node)

    for source in _EXECUTORS:
        object_method(source, name)(on_object)


def _submit(m: Machine, arguments: Arguments, node: Node) -> Values:
    result = _beside(m, arguments.get(0), arguments.after(1), node)
    m.at(node)
    return (m.heap.new(ForeignObject(_FUTURE, [result], {})),)


def _map(m: Machine, arguments: Arguments, node: Node) -> Values:
    elements = [iterate(m, group, node) for group in arguments.positional[1:]]
    made = _beside(m, arguments.get(0), Arguments(elements), node) if all(elements) else NOTHING
    m.at(node)
    return (m.heap.new(Sequence("list", None, made)),)


_executor_method("submit", _submit)
_executor_method("map", _map)


@object_method(_FUTURE, "result")
def _result(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    return target.positional[0] if target.positional else UNKNOWN


@object_method(_FUTURE, "add_done_callback")
def _when_done(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    _beside(m, arguments.get(0), Arguments([(target,)]), node)
    return NONE


@model("concurrent.futures.as_completed", "concurrent.futures.wait")
def _as_completed(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(Sequence("list", None, iterate(m, arguments.get(0), node))),)


@model("asyncio.run")
def _run(m: Machine, arguments: Arguments, node: Node) -> Values:
    return awaited(m, arguments.get(0), node)


@model("asyncio.get_event_loop", "asyncio.new_event_loop", "asyncio.get_running_loop")
def _loop(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(ForeignObject("asyncio.loop", [], {})),)


@object_method("asyncio.loop", "run_until_complete", "create_task")
def _run_in_loop(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    return awaited(m, arguments.get(0), node, later=True)


@object_method("asyncio.loop", "run_in_executor")
def _in_executor(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    return _beside(m, arguments.get(1), arguments.after(2), node)


@model("asyncio.to_thread", "anyio.to_thread.run_sync")
def _to_thread(m: Machine, arguments: Arguments, node: Node) -> Values:
    return _beside(
        m, arguments.get(0), Arguments(arguments.positional[1:], arguments.keywords, arguments.star), node
    )


def _run_again(m: Machine, values: Values, node: Node) -> None:
    """Coroutines that run beside each other may see what the others do later."""
    for value in values:
        if isinstance(value, Deferred) and not m.deploying:
            m.happened(Escape(value, keeps_result=False), m.place(node), "started here", True)


@model("asyncio.gather")
def _gather(m: Machine, arguments: Arguments, node: Node) -> Values:
    _run_again(m, arguments.all(), node)
    items: list[Values] = [awaited(m, group, node, later=True) for group in arguments.positional]
    m.at(node)
    if arguments.star:
        rest = awaited(m, arguments.star, node, later=True)
        return (m.heap.new(Sequence("list", None, union(flatten(items), rest))),)
    return (m.heap.new(Sequence("list", items)),)


@model("asyncio.wait", "asyncio.as_completed")
def _wait(m: Machine, arguments: Arguments, node: Node) -> Values:
    values = awaited(m, iterate(m, arguments.get(0), node), node, later=True)
    m.at(node)
    return (m.heap.new(Sequence("list", None, values)),)


@model("asyncio.create_task", "asyncio.ensure_future")
def _task(m: Machine, arguments: Arguments, node: Node) -> Values:
    _run_again(m, arguments.get(0), node)
    result = awaited(m, arguments.get(0), node, later=True)
    m.at(node)
    return (m.heap.new(ForeignObject(_TASK, [result], {})),)


@object_method("asyncio.TaskGroup", "create_task")
def _group_task(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values | None:
    return _task(m, arguments, node)


@object_method(_TASK, "result")
def _task_result(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    return _result(m, target, arguments, node) or UNKNOWN


@object_method(_TASK, "add_done_callback")
def _task_done(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values | None:
    return _when_done(m, target, arguments, node)
