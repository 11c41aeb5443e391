"""Pictures of an architecture: one model, three ways to draw it."""

from __future__ import annotations

from pluto_py.cli.graphs.dot import to_dot
from pluto_py.cli.graphs.mermaid import to_mermaid
from pluto_py.cli.graphs.model import Graph, graph_of
from pluto_py.cli.graphs.svg import to_svg

__all__ = ["Graph", "graph_of", "to_dot", "to_mermaid", "to_svg"]
