"""Where objects live, and when a change of one may replace what was there.

While modules load (the deploy phase) every allocation makes a new, concrete object. While a handler is
analysed (the run phase) objects are named by where they are made: the syntax node, and the chain of calls
that led there. There are finitely many such names, so the analysis ends; an object made twice under one name
stands for many (`multi`).

A strong update replaces, a weak one adds. An update is strong when it certainly happens to exactly one
object: the object is not `multi`, it is not older than the code that runs "at some other time" (a generator,
a callback), and no branch that may not be taken lies between its making and its change.

Each handler starts from the state that loading the modules left, as its own process does. A handler's
changes to that state are joined with it for the next pass, because the process serves many requests, and
undone when the handler's analysis ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from deducer.values.base import HeapObject, Value
from deducer.values.widening import settle

__all__ = ["Context", "Heap"]

T = TypeVar("T", bound=HeapObject)
_MANY = 32
"""Objects that one evaluation of a node makes are told apart up to this number; names must be finite."""


class Context:
    """A chain of call sites, interned: `enter` gives the same object for the same site."""

    __slots__ = ("_inner", "depth")

    def __init__(self, depth: int = 0) -> None:
        self._inner: dict[Any, Context] = {}
        self.depth = depth

    def enter(self, site: Any) -> Context:
        """The chain with one more call."""
        inner = self._inner.get(site)
        if inner is None:
            inner = self._inner[site] = Context(self.depth + 1)
        return inner


class _Restoring:
    """Sets an attribute of the heap for a while; a generator-based manager costs three times as much."""

    __slots__ = ("_heap", "_name", "_saved", "_value")

    def __init__(self, heap: Heap, name: str, value: Any) -> None:
        self._heap = heap
        self._name = name
        self._value = value

    def __enter__(self) -> None:
        self._saved = getattr(self._heap, self._name)
        setattr(self._heap, self._name, self._value)

    def __exit__(self, *_: object) -> None:
        setattr(self._heap, self._name, self._saved)


class Heap:
    """Allocation, change tracking, and the state that handlers share with the modules' loading."""

    def __init__(self) -> None:
        self.concrete = True
        self.path: tuple[int, ...] = ()
        self.context = self._root = Context()
        self.site: Any = None
        self.nth = 0
        self.generation = 0
        self.allocations = 0
        self.changes = 0
        self.weak_before = 0
        self._serial = 0
        self._forks = 0
        self._table: dict[Any, HeapObject] = {}
        self._journal: dict[HeapObject, HeapObject] = {}
        self._original: dict[HeapObject, HeapObject] = {}
        self.running = False

    @property
    def now(self) -> int:
        """The serial number that the next object gets."""
        return self._serial

    # -- allocation

    def new(self, made: T) -> T:
        """Give a new object its identity; in the run phase, perhaps that of an earlier one, joined with it."""
        self.allocations += 1
        if self.concrete:
            return self.stamp(made)
        key = (type(made), made.sort, id(self.site), min(self.nth, _MANY), self.context)
        self.nth += 1
        return self._named(key, made)

    def named(self, key: Any, made: T) -> T:
        """As `new`, for an object whose name is not the place where it is made (a closure's scope)."""
        self.allocations += 1
        return self.stamp(made) if self.concrete else self._named(key, made)

    def stamp(self, made: T) -> T:
        """Give a new object an identity of its own, wherever it is made."""
        made.serial = self._serial
        self._serial += 1
        made.path = self.path
        made.shared = self.concrete
        made.multi = made.pinned = False
        made.generation = self.generation
        made.version = 0
        return made

    def _named(self, key: Any, made: T) -> T:
        self.stamp(made)
        known = self._table.get(key)
        if known is None:
            self._table[key] = made
            return made
        if known.generation == self.generation or known.pinned:
            known.multi = True
            known.generation = self.generation
            if known.absorb(made):
                known.version += 1
                self.changes += 1
            return known  # type: ignore[return-value]  # the key names the class
        known.become(made)
        known.version += 1
        known.generation, known.serial, known.path, known.multi = (
            self.generation,
            made.serial,
            made.path,
            False,
        )
        return known  # type: ignore[return-value]  # as above

    # -- change

    def strong(self, target: HeapObject) -> bool:
        """Whether a change of `target` here and now may replace what was there."""
        path = self.path
        return (
            not target.multi
            and target.serial >= self.weak_before
            and (path is target.path or path == target.path[: len(path)])
        )

    def changing(self, target: HeapObject) -> None:
        """Must be called before any change of an object's contents."""
        if self.running and (target.shared or target.pinned) and target not in self._journal:
            self._journal[target] = target.clone()
            self._original.setdefault(target, self._journal[target].clone())
        if target.serial < self.weak_before:
            target.multi = True
        target.version += 1
        self.changes += 1

    # -- control

    def fork(self) -> tuple[int, ...]:
        """The path of a branch that may not be taken."""
        self._forks += 1
        return (*self.path, self._forks)

    def branch(self) -> _Restoring:
        """Run the body as code that may not happen."""
        return _Restoring(self, "path", self.fork())

    def detached(self) -> _Restoring:
        """Run the body as code that happens at some other time: it may only add to what exists already."""
        return _Restoring(self, "weak_before", self._serial)

    # -- handlers

    def begin_handler(self) -> None:
        """Start the run phase of one handler on the state that loading left."""
        self.running, self.concrete = True, False
        self._table.clear()
        self._root = Context()
        self._journal.clear()
        self._original.clear()

    def begin_pass(self) -> None:
        """Start one more pass over the handler."""
        self.generation += 1
        self.path = ()
        self.context = self._root
        self.weak_before = 0

    def end_pass(self) -> bool:
        """Join what the pass changed with what it started from; whether the next pass would see anything new."""
        grew = False
        reached: list[HeapObject] = []
        for target, before in self._journal.items():
            known = before.clone()
            before.absorb(target)
            settle(before)
            grew = known.absorb(before) or grew
            target.become(before)
            target.version += 1
            reached.append(target)
        self._journal.clear()
        self._pin(reached)
        return grew

    def _pin(self, roots: list[HeapObject]) -> None:
        """Objects of this handler that shared state now holds live on in the next invocation."""
        pending: list[Value] = list(roots)
        seen: set[Value] = set(roots)
        while pending:
            value = pending.pop()
            if not isinstance(value, HeapObject):
                continue
            if not value.shared:
                value.pinned = True
            elif value not in self._original:
                continue
            for inner in value.contents():
                if inner not in seen:
                    seen.add(inner)
                    pending.append(inner)

    def end_handler(self) -> None:
        """Undo what the handler did to shared state."""
        for target, original in self._original.items():
            target.become(original)
            target.version += 1
        self._original.clear()
        self._journal.clear()
        self._table.clear()
        self.running, self.concrete = False, True
        self.path, self.weak_before = (), 0

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Load a module in the middle of a handler: concrete, and kept when the handler ends.

        Objects that exist already are only added to: other functions may never load this module.
        """
        saved = self.concrete, self.path, self.weak_before, self.context, self.site, self.nth
        if self.running:
            self.weak_before = self._serial
        self.concrete, self.path = True, ()
        journal = self._journal
        self._journal = {}
        try:
            yield
        finally:
            for target in self._journal:
                if target in self._original:
                    self._original[target].absorb(target)
                journal.setdefault(target, self._journal[target])
            self._journal = journal
            self.concrete, self.path, self.weak_before, self.context, self.site, self.nth = saved
