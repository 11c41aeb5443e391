"""Write `constraints.json` from botocore's model of SageMaker.

Run `python -m pluto_py.local.sagemaker.build_constraints` when botocore knows new instance types. Only what
the served operations' inputs reach is kept: 32 KiB where the whole model is 5 MiB.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

__all__ = ["OPERATIONS", "build"]

OPERATIONS = (
    "AddTags",
    "CreateEndpoint",
    "CreateEndpointConfig",
    "CreateModel",
    "DeleteEndpoint",
    "DeleteEndpointConfig",
    "DeleteModel",
    "DeleteTags",
    "DescribeEndpoint",
    "DescribeEndpointConfig",
    "DescribeModel",
    "ListEndpointConfigs",
    "ListEndpoints",
    "ListModels",
    "ListTags",
    "UpdateEndpoint",
)
"""What the local cloud serves; each has a method in `service`."""

_TARGET = Path(__file__).with_name("constraints.json")
_KEPT = ("type", "required", "min", "max", "pattern", "enum")


def build() -> dict[str, dict[str, Any]]:
    """Shapes by name, and under `inputs` the name of each operation's input shape.

    A shape has `type` and, of them, what it has: `required`, `min`, `max`, `pattern` (matched against the
    whole value), `enum`, `members` (name → shape), `member` (of a list), `key` and `value` (of a map).
    """
    import botocore.loaders

    model = botocore.loaders.Loader().load_service_model("sagemaker", "service-2")
    shapes: dict[str, dict[str, Any]] = {}
    inputs = {name: model["operations"][name]["input"]["shape"] for name in OPERATIONS}
    for name in inputs.values():
        _collect(name, model["shapes"], shapes)
    return {"inputs": inputs, **dict(sorted(shapes.items()))}


def _collect(name: str, source: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    if name in found:
        return
    shape = source[name]
    kept = {key: shape[key] for key in _KEPT if key in shape}
    if "pattern" in kept:
        kept["pattern"] = _python_pattern(kept["pattern"])
    found[name] = kept
    if shape["type"] == "structure":
        kept["members"] = {member: target["shape"] for member, target in shape["members"].items()}
    for part in ("member", "key", "value"):
        if part in shape:
            kept[part] = shape[part]["shape"]
    for target in [
        *kept.get("members", {}).values(),
        *(kept[p] for p in ("member", "key", "value") if p in kept),
    ]:
        _collect(target, source, found)


def _python_pattern(pattern: str) -> str:
    """Java's classes of characters in Python's words, where the model uses them."""
    converted = pattern.replace(r"\p{L}\p{Z}\p{N}_", r"\w\s").replace(r"\p{ASCII}", r"\x00-\x7f")
    if r"\p" in converted:
        raise ValueError(f"no Python form is known for {pattern}")
    re.compile(converted)
    return converted


def main() -> None:
    """Write the file, one shape a line so that a change reads well in a diff."""
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(shape)}" for name, shape in build().items())
    _TARGET.write_text(f"{{\n{lines}\n}}\n", "utf-8")


if __name__ == "__main__":
    main()
