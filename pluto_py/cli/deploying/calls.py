"""How to call what was deployed: each function's URL with a `curl` line that works when pasted."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deducer.architecture import Architecture, DeducedFunction
from pluto_py.cli.signatures import Signature, read_signature

__all__ = ["Call", "calls"]


@dataclass(frozen=True)
class Call:
    """One function's address; `curl` is a whole command line."""

    name: str
    url: str
    curl: str

    def to_dict(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)


def calls(
    architecture: Architecture, root: Path, outputs: Mapping[str, Any], region: str
) -> tuple[Call, ...]:
    """One call per function that has a URL, in the architecture's order."""
    found = []
    for function in architecture.functions:
        url = outputs.get(f"function:{function.name}:url")
        if url:
            found.append(Call(function.name, str(url), _curl(architecture, function, root, str(url), region)))
    return tuple(found)


def _curl(architecture: Architecture, function: DeducedFunction, root: Path, url: str, region: str) -> str:
    settings = _settings(architecture, function)
    signature = read_signature(root, function.handler, function.at) or Signature(())
    payload: Any = {} if settings.get("raw") else signature.payload()
    words = ["curl", *(["-N"] if signature.streams else []), "-X", "POST", url]
    words += ["-H", "Content-Type: application/json", "-d", json.dumps(payload, ensure_ascii=False)]
    line = shlex.join(words)
    if settings.get("auth") == "iam":
        line += f' --aws-sigv4 aws:amz:{region}:lambda --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"'
    return line


def _settings(architecture: Architecture, function: DeducedFunction) -> Mapping[str, Any]:
    """The arguments of the function's declaration."""
    for resource in architecture.resources:
        if resource.kind == "Function" and resource.name == function.name:
            return {key: argument.value for key, argument in resource.arguments.items()}
    return {}
