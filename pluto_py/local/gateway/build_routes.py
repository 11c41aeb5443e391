"""Write `routes/*.json` from botocore's service models: `python -m pluto_py.local.gateway.build_routes`.

To serve another REST service, add its model's name here, run this, and add its definition to `services/`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["SERVICES", "entries"]

SERVICES = ("lambda", "sagemaker-runtime")
"""Names of botocore models whose protocol is REST."""

_ROUTES = Path(__file__).parent / "routes"


def entries(service: str) -> list[dict[str, Any]]:
    """The routes of one service by operation, without the members that stand in the body."""
    import botocore.session

    model = botocore.session.get_session().get_service_model(service)
    return [_entry(model.operation_model(name)) for name in sorted(model.operation_names)]


def _entry(operation: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "operation": operation.name,
        "method": operation.http["method"],
        "uri": operation.http["requestUri"],
    }
    shape = operation.input_shape
    if shape is None:
        return entry
    for member, target in shape.members.items():
        location = target.serialization.get("location")
        wire = target.serialization.get("name", member)
        if location == "querystring":
            entry.setdefault("query", {})[wire] = [member, target.type_name]
        elif location == "header":
            entry.setdefault("headers", {})[wire.lower()] = [member, target.type_name]
        elif location == "uri" and wire != member:
            entry["uri"] = entry["uri"].replace("{" + wire, "{" + member)
    if "payload" in shape.serialization:
        entry["payload"] = shape.serialization["payload"]
    return entry


def main() -> None:
    """Write every table, one route a line so that a change reads well in a diff."""
    _ROUTES.mkdir(exist_ok=True)
    for service in SERVICES:
        lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries(service))
        (_ROUTES / f"{service}.json").write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
