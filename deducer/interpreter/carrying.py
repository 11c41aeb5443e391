"""Handlers that use what a module made of a resource's property: `NAME = model.endpoint_name` at the top."""

from __future__ import annotations

from deducer.source.form import Node
from deducer.state.effects import Touch
from deducer.state.machine import Machine
from deducer.values.atoms import Unknown
from deducer.values.base import Values
from deducer.values.resources import ResourceProperty

__all__ = ["note_carried"]


def note_carried(m: Machine, values: Values, node: Node) -> Values:
    """The same values; a property that they carry counts as read here."""
    for value in values:
        if isinstance(value, Unknown) and value.carries:
            for part in value.carries:
                if isinstance(part, ResourceProperty):
                    label = f"{part.resource.name}.{part.name}"
                    m.happened(Touch(part.resource, part.name, False), m.place(node), label)
    return values
