"""A picture that any browser shows: self-contained SVG, dark text on light boxes."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from pluto_py.cli.graphs.layout import Box, lay_out
from pluto_py.cli.graphs.model import Edge, Graph

__all__ = ["to_svg"]

_FILL = {"function": "#e8f0fe", "resource": "#e6f4ea"}
_LINE = {"function": "#3367d6", "resource": "#188038"}
_FONT = 'font-family="ui-sans-serif, Helvetica, Arial, sans-serif" font-size="13"'
_ARROW_TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
    'orient="auto"><path d="M0 0L8 4L0 8z" fill="#5f6368"/></marker></defs>'
)
_LANE = 14.0  # distance between arrows that leave or reach the same box


def to_svg(graph: Graph) -> str:
    """The graph drawn; the same graph gives the same bytes."""
    layout = lay_out(graph)
    width, height = round(layout.width), round(layout.height)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {_FONT}>',
        f"<title>{escape(graph.title)}</title>",
        _ARROW_TIP,
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for edge in graph.edges:
        leaving = [e for e in graph.edges if e.source == edge.source]
        reaching = [e for e in graph.edges if e.target == edge.target]
        lines += _arrow(
            edge,
            layout.boxes[edge.source],
            layout.boxes[edge.target],
            _lane(leaving.index(edge), len(leaving)),
            _lane(reaching.index(edge), len(reaching)),
        )
    for box in layout.boxes.values():
        lines += _box(box)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _lane(index: int, count: int) -> float:
    """How far from a box's middle its nth arrow is attached; never beyond the box."""
    step = min(_LANE, 36.0 / max(count, 1))
    return (index - (count - 1) / 2) * step


def _arrow(edge: Edge, source: Box, target: Box, leave: float, reach: float) -> Iterator[str]:
    forwards = source.x < target.x
    x1 = source.x + source.width if forwards else source.x
    x2 = target.x if forwards else target.x + target.width
    y1, y2 = source.y + source.height / 2 + leave, target.y + target.height / 2 + reach
    if source.node.key == target.node.key:  # a loop over the top
        x1, x2, y1, y2 = source.x + 24, source.x + 64, source.y, source.y
        path = f"M{x1:.1f} {y1:.1f}c0 -26 40 -26 40 0"
        label_x, label_y = source.x + 44, source.y - 8
    else:
        bend = max(28.0, abs(x2 - x1) / 2) * (1 if forwards else -1)
        path = f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        label_x, label_y = (x1 + x2) / 2, (y1 + y2) / 2 - 5
    dashes = "" if edge.certain else ' stroke-dasharray="4 3"'
    yield f'<path d="{path}" fill="none" stroke="#5f6368" marker-end="url(#tip)"{dashes}/>'
    yield (
        f'<text x="{label_x:.1f}" y="{label_y:.1f}" text-anchor="middle" font-size="11" fill="#3c4043" '
        f'stroke="#ffffff" stroke-width="3" paint-order="stroke">{escape(edge.label)}</text>'
    )


def _box(box: Box) -> Iterator[str]:
    role, middle = box.node.role, box.x + box.width / 2
    radius = 8 if role == "function" else 22
    yield (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
        f'rx="{radius}" fill="{_FILL[role]}" stroke="{_LINE[role]}"/>'
    )
    yield (
        f'<text x="{middle:.1f}" y="{box.y + 20:.1f}" text-anchor="middle" font-weight="600" fill="#202124">'
        f"{escape(box.node.title)}</text>"
    )
    yield (
        f'<text x="{middle:.1f}" y="{box.y + 37:.1f}" text-anchor="middle" font-size="11" fill="#3c4043">'
        f"{escape(box.node.subtitle)}</text>"
    )
