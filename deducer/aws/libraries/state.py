"""The state of one analysis: what every variable, attribute and container can hold, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, field

from deducer.aws.libraries.modules import Modules
from deducer.aws.libraries.report import LibraryCall
from deducer.aws.libraries.values import OPAQUE, Function, Instance, Value, Values
from deducer.aws.texts import Text

__all__ = ["ELEMENT", "RETURNED", "State"]

RETURNED = "<returned>"
ELEMENT = "<element>"
_MOST_VALUES = 40


@dataclass
class State:
    """Slots only ever grow, so rounds of evaluation come to an end; `changed` says whether one grew.

    `own` is the topmost package of the entry: its modules are read, and others only where they mention the SDK.
    Slots of a container are its keys, those that are texts with holes under a name that `text_keys` resolves.
    """

    modules: Modules
    own: str
    slots: dict[object, dict[str, dict[Value, None]]] = field(default_factory=dict)
    calls: dict[str, LibraryCall] = field(default_factory=dict)
    doubts: dict[str, None] = field(default_factory=dict)
    contexts: dict[Function, dict[tuple[object, ...], None]] = field(default_factory=dict)
    escaped: dict[Instance, None] = field(default_factory=dict)
    text_keys: dict[str, Text] = field(default_factory=dict)
    visited: set[object] = field(default_factory=set)
    changed: bool = False
    steps: int = 0
    depth: int = 0

    def read(self, owner: object, name: str) -> Values | None:
        """What a slot can hold; `None` where nothing was ever put there."""
        found = self.slots.get(owner, {}).get(name)
        return None if found is None else tuple(found)

    def write(self, owner: object, name: str, values: Values) -> None:
        """Something more that a slot can hold."""
        slot = self.slots.setdefault(owner, {}).setdefault(name, {})
        for value in values:
            if value in slot:
                continue
            if len(slot) >= _MOST_VALUES:
                if OPAQUE not in slot:
                    slot[OPAQUE] = None
                    self.changed = True
                    self.doubt(f"{name} can be too many things")
                return
            slot[value] = None
            self.changed = True

    def names(self, owner: object) -> tuple[str, ...]:
        """The slots of an owner."""
        return tuple(self.slots.get(owner, ()))

    def doubt(self, what: str) -> None:
        """Something that could matter was not followed."""
        self.doubts.setdefault(what)

    def call(self, call: LibraryCall) -> None:
        """A call of AWS."""
        key = repr(call)
        if key not in self.calls:
            self.calls[key] = call
            self.changed = True
