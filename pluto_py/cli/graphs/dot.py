"""Graphviz's language."""

from __future__ import annotations

from pluto_py.cli.graphs.model import Graph

__all__ = ["to_dot"]


def to_dot(graph: Graph) -> str:
    """The graph as a `digraph`."""
    lines = [f"digraph {_quoted(graph.title)} {{", "  rankdir=LR;", '  node [fontname="sans-serif"];']
    for node in graph.nodes:
        shape = 'shape=box, style="rounded"' if node.role == "function" else "shape=cylinder"
        lines.append(f"  {_quoted(node.key)} [label={_quoted(node.title, node.subtitle)}, {shape}];")
    for edge in graph.edges:
        style = "" if edge.certain else ", style=dashed"
        lines.append(
            f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={_quoted(edge.label)}{style}];"
        )
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(*lines: str) -> str:
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + "\\n".join(escaped) + '"'
