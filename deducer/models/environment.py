"""Reads of the environment: `os.environ[…]`, `.get`, `os.getenv`.

While modules load, a variable has the value that it has at deploy time, because that is what the function
will find. While a handler runs its value is data. Either way the function needs it.
"""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.raising import is_guarded, raises_builtin
from deducer.models.registry import model
from deducer.resources.arguments import MISSING
from deducer.source.form import Node
from deducer.state.effects import EnvironmentRead
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN, constant, constants, truth_value, unknown
from deducer.values.base import NOTHING, Values, union

__all__ = ["RESERVED"]

RESERVED = frozenset(
    [
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_DEFAULT_REGION",
        "AWS_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_RUNTIME_API",
        "LAMBDA_TASK_ROOT",
        "LAMBDA_RUNTIME_DIR",
        "PATH",
        "LD_LIBRARY_PATH",
        "PYTHONPATH",
        "LANG",
        "TZ",
        "HOME",
    ]
)
"""Variables that the runtime sets itself (AWS Lambda Developer Guide, "Using environment variables")."""


@model("os.environ.__getitem__")
def _item(m: Machine, arguments: Arguments, node: Node) -> Values:
    return _read(m, arguments.get(0), None, node)


@model("os.environ.get", "os.getenv", "os.environ.pop", "os.environ.setdefault")
def _get(m: Machine, arguments: Arguments, node: Node) -> Values:
    given = arguments.get(1, "default")
    if given:
        return _read(m, arguments.get(0, "key"), given, node)
    if (
        m.absence_allowed is node
    ):  # `os.environ.get("X") or "y"`, `if os.environ.get("X")`: absence is dealt with
        return _read(m, arguments.get(0, "key"), NONE, node)
    return union(_read(m, arguments.get(0, "key"), None, node), NONE if not m.deploying else NOTHING)


@model("os.environ.__contains__")
def _contains(m: Machine, arguments: Arguments, node: Node) -> Values:
    names = constants(arguments.get(0))
    if names is None or len(names) != 1:
        return UNKNOWN
    _note(m, str(names[0]), False, node)
    return truth_value(names[0] in m.environment) if m.deploying else UNKNOWN


def _read(m: Machine, names: Values, default: Values | None, node: Node) -> Values:
    known = constants(names)
    if known is None:
        return _dynamic(m, node)
    result: Values = NOTHING
    for name in known:
        result = union(result, _read_one(m, str(name), default, node))
    return result


def _read_one(m: Machine, name: str, default: Values | None, node: Node) -> Values:
    _note(m, name, default is None, node)
    if name in RESERVED:
        return unknown(f"the variable {name}, which the function's runtime sets", m.place(node))
    if name in m.environment:
        if m.deploying:
            return (constant(m.environment[name], (name,)),)
        return unknown(f"the variable {name} of the environment", m.place(node))
    if default is not None:
        later = NOTHING if m.deploying else unknown(f"the variable {name} of the environment", m.place(node))
        return union(default, later)
    raises_builtin(m, "KeyError")
    return unknown(f"{MISSING}: {name}", m.place(node))


def _note(m: Machine, name: str, required: bool, node: Node) -> None:
    m.happened(
        EnvironmentRead(name, required and not is_guarded(m, "KeyError")),
        m.place(node),
        f"environment variable {name}",
    )


def _dynamic(m: Machine, node: Node) -> Values:
    m.hazards += 1
    m.find(
        "warning",
        "over-approximation",
        "which variable of the environment is read here is known only while the app runs: it is not captured",
        m.place(node),
        "name the variable, or list those that are needed in the function's envs",
    )
    return unknown("a variable of the environment", m.place(node))
