"""Where the boxes go: columns by distance from the callers, rows ordered so that few arrows cross.

The classic layered drawing (Sugiyama, Tagawa, Toda 1981) in three steps: cut cycles, assign layers by longest
path, sweep each layer into the order of its neighbours' mean row. Graphs here are small, so plain loops do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pluto_py.cli.graphs.model import Graph, Node

__all__ = ["Box", "Layout", "lay_out"]

_CHARACTER = 7.2  # width of an average character at the 13 px that the drawing uses
_HEIGHT, _PADDING = 48.0, 14.0
_ROW_GAP, _MARGIN = 28.0, 24.0
_COLUMN_GAP = 72.0
_SWEEPS = 4


@dataclass(frozen=True)
class Box:
    """A node's place, in pixels from the top left."""

    node: Node
    x: float
    y: float
    width: float
    height: float = _HEIGHT


@dataclass(frozen=True)
class Layout:
    """All boxes by key, and the size that holds them."""

    boxes: Mapping[str, Box]
    width: float
    height: float


def lay_out(graph: Graph) -> Layout:
    """A place for every node; the same graph gives the same places."""
    columns = _ordered(_columns(graph), graph)
    tallest = max((len(column) for column in columns), default=0) * (_HEIGHT + _ROW_GAP)
    by_key = {node.key: node for node in graph.nodes}
    boxes: dict[str, Box] = {}
    x = _MARGIN
    for index, column in enumerate(columns):
        width = max(_width(by_key[key]) for key in column)
        y = _MARGIN + (tallest - len(column) * (_HEIGHT + _ROW_GAP)) / 2
        for key in column:
            boxes[key] = Box(by_key[key], x, y, width)
            y += _HEIGHT + _ROW_GAP
        x += width + _gap_after(index, columns, graph)
    right = max((box.x + box.width for box in boxes.values()), default=0.0)
    return Layout(boxes, right + _MARGIN, tallest - _ROW_GAP + 2 * _MARGIN if boxes else 2 * _MARGIN)


def _width(node: Node) -> float:
    return max(96.0, _CHARACTER * max(len(node.title), len(node.subtitle)) + 2 * _PADDING)


def _gap_after(index: int, columns: Sequence[Sequence[str]], graph: Graph) -> float:
    """Wide enough for the longest label of an arrow that leaves this column."""
    labels = [len(edge.label) for edge in graph.edges if edge.source in columns[index]]
    return max(_COLUMN_GAP, _CHARACTER * max(labels, default=0) + 32)


def _columns(graph: Graph) -> list[list[str]]:
    """Keys by layer: each node one column right of the rightmost node that points to it, cycles cut."""
    forward = _acyclic(graph)
    layer = {node.key: 0 for node in graph.nodes}
    for _ in graph.nodes:  # longest path; at most one round per node, as nothing is cyclic any more
        for source, target in forward:
            layer[target] = max(layer[target], layer[source] + 1)
    columns: list[list[str]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for node in graph.nodes:
        columns[layer[node.key]].append(node.key)
    return [column for column in columns if column]


def _acyclic(graph: Graph) -> list[tuple[str, str]]:
    """The arrows without those that lead back to a node on the path to them."""
    after: dict[str, list[str]] = {node.key: [] for node in graph.nodes}
    for edge in graph.edges:
        after[edge.source].append(edge.target)
    kept: list[tuple[str, str]] = []
    state: dict[str, int] = {}  # 1 while on the path, 2 when done

    def visit(start: str) -> None:
        stack = [(start, iter(after[start]))]
        state[start] = 1
        while stack:
            key, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                state[key] = 2
                stack.pop()
            elif state.get(target) != 1:
                kept.append((key, target))
                if target not in state:
                    state[target] = 1
                    stack.append((target, iter(after[target])))

    for node in graph.nodes:
        if node.key not in state:
            visit(node.key)
    return kept


def _ordered(columns: list[list[str]], graph: Graph) -> list[list[str]]:
    neighbours: dict[str, list[str]] = {node.key: [] for node in graph.nodes}
    for edge in graph.edges:
        neighbours[edge.source].append(edge.target)
        neighbours[edge.target].append(edge.source)
    row = {key: float(i) for column in columns for i, key in enumerate(column)}

    def mean(key: str) -> float:
        near = neighbours[key]
        return sum(row[n] for n in near) / len(near) if near else row[key]

    for _ in range(_SWEEPS):
        for column in (
            *columns[1:],
            *reversed(columns[:-1]),
        ):  # the first column keeps the source's order at first
            column.sort(key=mean)
            row.update({key: float(i) for i, key in enumerate(column)})
    return columns
