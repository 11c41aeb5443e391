"""Everything that the interpreter's parts share while one app is read."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from collections.abc import Mapping as ReadOnly
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from deducer.architecture import Severity
from deducer.catalogue import Catalogue, ResourceType
from deducer.source.files import Place
from deducer.source.form import Node, RawCode
from deducer.state.effects import Fact, Trail, record
from deducer.state.findings import Findings
from deducer.state.frame import Frame
from deducer.state.heap import Heap
from deducer.values.base import NOTHING, HeapObject, Value, Values
from deducer.values.callables import Bound, Code, Doubtful, Function
from deducer.values.classes import Class, Super
from deducer.values.foreign import Foreign, MethodOf
from deducer.values.modules import Module
from deducer.values.resources import Resource, ResourceMethod, ResourceProperty

if TYPE_CHECKING:
    from deducer.imports.importer import Importer
    from deducer.interpreter.summaries import Summaries
    from deducer.resources.declared import Declarations
    from deducer.values.scopes import Scope

__all__ = ["Exhausted", "Guard", "Machine", "Raised", "Registration"]

V = TypeVar("V", bound=Value)


class Exhausted(Exception):  # noqa: N818  # a budget that ran out is no error of the program
    """An evaluation took more steps than it is worth, or nested too deeply."""


class Raised(Exception):  # noqa: N818  # the app raises, not this program
    """Code that runs while modules load certainly raises, and something catches it.

    `kind` is the exception's class, `values` the exception if it is an object of the app's.
    """

    def __init__(self, kind: Value, values: Values) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values = values


class Registration(NamedTuple):
    """A function that a decorator of `package` got while modules loaded; the package may have kept it."""

    package: str
    function: Function
    place: Place


class Guard(NamedTuple):
    """A `try` whose body is being run: its handlers, and where their classes are evaluated."""

    handlers: tuple[Any, ...]
    frame: Frame
    module: Module
    path: tuple[int, ...]


class Machine:
    """The state of one deduction.

    `deploying` is true while modules load, false while a handler is analysed. `hazards` counts places where the app
    might raise, so that a `try` knows whether its handlers matter; `raised` are the app's own exception objects,
    `guards` the `try` statements whose bodies are being run, `making` the classes whose metaclass is being told of
    them, `classes` the class of each namespace. `registrations` are functions that decorators got, `reached` the code
    that handlers run. `steps` counts statements and calls; when it passes `limit`, the evaluation ends with
    `Exhausted`.
    """

    def __init__(
        self, catalogue: Catalogue, environment: ReadOnly[str, str], module: Module, frame: Frame
    ) -> None:
        self.catalogue = catalogue
        self.environment = environment
        self.types: dict[str, ResourceType] = {
            name: kind for kind in catalogue.types for name in kind.qualified_names
        }
        self.findings = Findings()
        self.heap = Heap()
        self.module = module
        self.frame = frame
        self.deploying = True
        self.hazards = 0
        self.raised: Values = NOTHING
        self.guards: list[Guard] = []
        self.making: list[Class] = []
        self.registrations: list[Registration] = []
        self.reached: set[Code] = set()
        self.classes: dict[Scope, Class] = {}
        self.steps = 0
        self.limit = 0
        self.depth = 0
        self.discarded: Node | None = None
        self.absence_allowed: Node | None = None
        self.importer: Importer
        self.summaries: Summaries
        self.declared: Declarations
        self._interned: dict[Hashable, Any] = {}
        self._kept: list[object] = []
        self._codes: dict[int, tuple[RawCode, Code]] = {}

    # -- places

    def place(self, node: Node) -> Place:
        """Where a node of the current module stands."""
        return self.place_at(node[1])

    def place_at(self, offset: int) -> Place:
        """A place in the current module."""
        file = self.module.file
        assert file is not None  # noqa: S101 - for the type checker: code that runs stands in a file
        return Place(file, offset)

    # -- what happened

    def find(self, severity: Severity, code: str, message: str, place: Place, hint: str = "") -> None:
        """Report something at a place, with the calls that led here."""
        self.findings.add(severity, code, message, place, hint, self.frame.chain())

    def defect(self, error: Exception, place: Place) -> None:
        """Report that the deducer itself failed: what it could not read is refused, not ignored.

        With PLUTO_DEBUG in the app's environment the exception goes on instead.
        """
        if "PLUTO_DEBUG" in self.environment:
            raise error
        self.findings.add(
            "error",
            "unsupported",
            f"reading this failed by a defect of the deducer ({type(error).__name__}: {error})",
            place,
            "please report it with this source; PLUTO_DEBUG=1 shows where it failed",
        )

    def happened(self, fact: Fact, place: Place, label: str, certain: bool = True) -> None:
        """Note a fact about the code that runs now."""
        record(self.frame.facts, fact, Trail(place, label, None, certain))

    def step(self) -> None:
        """Count a unit of work. Raises Exhausted when the budget is spent."""
        self.steps += 1
        if self.steps > self.limit:
            raise Exhausted

    # -- interned values

    def bound(self, function: Value, receiver: Value) -> Bound:
        """The one bound method of these two."""
        return self._intern(Bound, function, receiver)

    def method_of(self, receiver: Value, name: str) -> MethodOf:
        """The one method reference of this name."""
        return self._intern(MethodOf, receiver, name)

    def doubtful(self, inner: Value) -> Doubtful:
        """The one doubtful reference to this callable."""
        return self._intern(Doubtful, inner)

    def super_of(self, cls: Class, receiver: Value) -> Super:
        """The one `super()` of these two."""
        return self._intern(Super, cls, receiver)

    def foreign(self, path: str) -> Foreign:
        """The one value of this dotted name."""
        return self._intern(Foreign, path)

    def resource_method(self, resource: Resource, name: str, certain: bool = True) -> ResourceMethod:
        """The one method reference of this name."""
        return self._intern(ResourceMethod, resource, name, certain)

    def resource_property(self, resource: Resource, name: str) -> ResourceProperty:
        """The one property of this name."""
        return self._intern(ResourceProperty, resource, name)

    def _intern(self, kind: type[V], *parts: Hashable) -> V:
        key = (kind, *parts)
        known = self._interned.get(key)
        if known is None:
            known = self._interned[key] = kind(*parts)
        return known

    def code(self, raw: RawCode) -> Code:
        """The code object of a lowered function; it keeps the lowered form alive, whose identity names things."""
        known = self._codes.get(id(raw))
        if known is None:
            known = self._codes[id(raw)] = (raw, Code(raw))
        return known[1]

    def keep_alive(self, lowered: object) -> None:
        """Keep lowered code that belongs to no module: things are named by its identity."""
        self._kept.append(lowered)

    # -- control

    def at(self, node: Node) -> None:
        """Allocations from now on belong to this node."""
        self.heap.site, self.heap.nth = node, 0

    def reads(self, target: HeapObject) -> None:
        """Note that what runs now depends on an object's contents."""
        self.frame.reads[target] = None

    @contextmanager
    def inside(self, frame: Frame, module: Module) -> Iterator[None]:
        """Run the body in another frame."""
        saved = self.frame, self.module
        self.frame, self.module = frame, module
        try:
            yield
        finally:
            self.frame, self.module = saved
