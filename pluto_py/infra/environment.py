"""A function's environment variables: the app's own, and the three that tell it what it is and may use.

`PLUTO_FUNCTION` is its name, `PLUTO_ENTRYPOINT` the dotted module to import, `PLUTO_RESOURCES` compact JSON
with the properties that it reads: `{"KVStore/history": {"aws_table_name": "…"}}`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pulumi

from pluto_py.infra.function_plan import FunctionPlan, Reference
from pluto_py.resources.function import RESERVED_VARIABLES

__all__ = ["lambda_variables", "problems"]

_LIMIT = 4096  # bytes of all names and values together: AWS Lambda quotas, "Environment variables"

# What is not known yet is a URL: `https://<32 characters>.lambda-url.<region>.on.aws/`, or one of about that
# length.
_UNKNOWN = "x" * 160

Properties = Mapping[Reference, Mapping[str, pulumi.Input[str]]]


def lambda_variables(
    plan: FunctionPlan, entry_module: str, properties: Properties
) -> dict[str, pulumi.Input[str]]:
    """All variables of the Lambda function; secret ones are secret outputs."""
    secret = {name: pulumi.Output.secret(value) for name, value in plan.variables.secret.items()}
    handed = {
        f"{kind}/{name}": {key: properties[kind, name][key] for key in keys}
        for (kind, name), keys in plan.reads.items()
    }
    return {
        **plan.variables.plain,
        **secret,
        "PLUTO_FUNCTION": plan.name,
        "PLUTO_ENTRYPOINT": entry_module,
        "PLUTO_RESOURCES": pulumi.Output.json_dumps(handed, sort_keys=True, separators=(",", ":")),
    }


def problems(
    plan: FunctionPlan,
    entry_module: str,
    known: Mapping[Reference, Mapping[str, str]],
    available: Mapping[str, str],
) -> list[str]:
    """Why the function cannot have its variables, as clauses.

    Args:
        plan: the function.
        entry_module: the app's entrypoint, dotted.
        known: properties that are known before provisioning.
        available: the deploy-time environment.
    """
    found = [
        f"it reads the variable {name}, which has no value in the deploy-time environment"
        for name in plan.function.environment
        if name not in available and name not in plan.variables
    ]
    found += [
        f"it may not set {name}: the platform sets it itself"
        for name in sorted(RESERVED_VARIABLES.intersection(plan.variables.values()))
    ]
    size = _size(plan, entry_module, known)
    if size > _LIMIT:
        found.append(
            f"its environment variables take about {size} bytes, and Lambda allows {_LIMIT}; "
            "keep large values in a file of the app or in a KVStore"
        )
    return found


def _size(plan: FunctionPlan, entry_module: str, known: Mapping[Reference, Mapping[str, str]]) -> int:
    handed = {
        "/".join(reference): {key: known.get(reference, {}).get(key, _UNKNOWN) for key in keys}
        for reference, keys in plan.reads.items()
    }
    variables = {
        **plan.variables.values(),
        "PLUTO_FUNCTION": plan.name,
        "PLUTO_ENTRYPOINT": entry_module,
        "PLUTO_RESOURCES": json.dumps(handed, separators=(",", ":")),
    }
    return sum(len(name.encode()) + len(value.encode()) for name, value in variables.items())
