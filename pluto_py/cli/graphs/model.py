"""The picture's content: what is drawn, and which way the arrows go.

An arrow leads from who acts to what is acted on: from a function to a resource that it uses or a function
that it invokes, from a resource to the function that it triggers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from deducer.architecture import Architecture, DeducedFunction, Grant

__all__ = ["Edge", "Graph", "Node"]


@dataclass(frozen=True)
class Node:
    """A box: `key` is unique, `title` and `subtitle` are what it says."""

    key: str
    title: str
    subtitle: str
    role: Literal["function", "resource"]


@dataclass(frozen=True)
class Edge:
    """An arrow between two nodes' keys; `certain` is False where the analysis over-approximates."""

    source: str
    target: str
    label: str
    certain: bool = True


@dataclass(frozen=True)
class Graph:
    """A whole picture, in a fixed order."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(architecture: Architecture) -> Graph:
    """The picture of one app."""
    nodes = {
        f"Function/{f.name}": Node(f"Function/{f.name}", f.name, _trigger(f), "function")
        for f in architecture.functions
    }
    for resource in architecture.resources:
        if resource.kind != "Function":
            key = f"{resource.kind}/{resource.name}"
            nodes[key] = Node(key, resource.name, resource.kind, "resource")
    labels: dict[tuple[str, str], list[Grant]] = {}
    for grant in architecture.grants:
        target = f"{grant.kind}/{grant.name}" if grant.name else (grant.arn or grant.kind)
        if target not in nodes:
            nodes[target] = Node(target, grant.arn or grant.name, grant.kind, "resource")
        labels.setdefault((f"Function/{grant.function}", target), []).append(grant)
    edges = [*_triggers(architecture, nodes), *(_edge(ends, grants) for ends, grants in labels.items())]
    return Graph(architecture.app, tuple(nodes.values()), tuple(edges))


def _trigger(function: DeducedFunction) -> str:
    kind = str(function.trigger.get("kind", ""))
    details = [
        str(function.trigger[key]) for key in ("method", "path", "expression") if key in function.trigger
    ]
    return f"Function ({' '.join(['URL' if kind == 'url' else kind, *details])})"


def _triggers(architecture: Architecture, nodes: dict[str, Node]) -> list[Edge]:
    edges = []
    for function in architecture.functions:
        owner = function.trigger.get("resource")
        source = next((n.key for n in nodes.values() if n.role == "resource" and n.title == owner), None)
        if source is not None:
            edges.append(Edge(source, f"Function/{function.name}", "triggers"))
    return edges


def _edge(ends: tuple[str, str], grants: list[Grant]) -> Edge:
    label = ", ".join(dict.fromkeys(g.operation for g in grants))
    return Edge(*ends, label, certain=all(g.certainty == "must" for g in grants))
