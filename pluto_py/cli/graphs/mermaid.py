"""Mermaid flowcharts, as GitHub and many editors draw them."""

from __future__ import annotations

from pluto_py.cli.graphs.model import Graph

__all__ = ["to_mermaid"]


def to_mermaid(graph: Graph) -> str:
    """The graph as a left-to-right flowchart."""
    ids = {node.key: f"n{i}" for i, node in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    for node in graph.nodes:
        text = f"{_text(node.title)}<br/><small>{_text(node.subtitle)}</small>"
        left, right = ("[", "]") if node.role == "function" else ("[(", ")]")
        lines.append(f'  {ids[node.key]}{left}"{text}"{right}')
    for edge in graph.edges:
        arrow = "-->" if edge.certain else "-.->"
        lines.append(f'  {ids[edge.source]} {arrow}|"{_text(edge.label)}"| {ids[edge.target]}')
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Mermaid reads entities by `#name;`, and would read markup."""
    return text.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
