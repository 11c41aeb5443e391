"""Loading the app's modules: each is run once, in the deploy phase, when it is first imported."""

from __future__ import annotations

from deducer.imports.finder import Finder
from deducer.imports.installed import Installed, is_standard
from deducer.interpreter.dispatch import STATEMENTS
from deducer.source.files import Place
from deducer.source.form import Body, Node
from deducer.source.loader import Loader
from deducer.source.parsing import SourceError
from deducer.state.effects import Load, Outside
from deducer.state.frame import Frame
from deducer.state.machine import Exhausted, Machine
from deducer.values.atoms import NONE, constant, unknown
from deducer.values.modules import Module
from deducer.values.scopes import Scope

__all__ = ["Importer"]

STATEMENT_STEPS = 60_000
"""Steps that one top-level statement may take; beyond, nobody would want to wait at every save."""


class Importer:
    """The modules of one app."""

    def __init__(self, finder: Finder, loader: Loader, installed: Installed) -> None:
        self._finder = finder
        self._loader = loader
        self._installed = installed
        self._modules: dict[str, Module | None] = {}
        self.bodies: dict[Module, Body] = {}

    @property
    def modules(self) -> list[Module]:
        """All modules that have been imported, in order."""
        return [module for module in self._modules.values() if module is not None]

    def loaded(self, name: str) -> Module | None:
        """A module that has been imported already."""
        return self._modules.get(name)

    def resolves(self, name: str) -> bool:
        """Whether a module that is not the app's can be imported."""
        return is_standard(name) or self._installed.has(name)

    def load(self, m: Machine, name: str) -> Module | None:
        """Import a module of the app, its packages first; None when the app has none of that name."""
        if name in self._modules:
            module = self._modules[name]
        else:
            module = self._modules[name] = self._make(m, name)
        if module is None:
            return None
        parent, _, last = name.rpartition(".")
        package = self.load(m, parent) if parent else None
        if parent and package is None:
            return None
        if module.state == "new":
            self._run(m, module)
            if package is not None:
                package.scope.variables.setdefault(last, (module,))
        return module

    def _make(self, m: Machine, name: str) -> Module | None:
        located = self._finder.find(name)
        if located is None:
            return None
        file = None
        if located.path is not None:
            try:
                file = self._loader.read(located.path)
            except OSError:
                return None
        module = Module(name, file, located.is_package)
        module.facts = {}
        module.scope = m.heap.stamp(Scope("module", None, module))
        module.scope.variables.update(
            __name__=(constant(name),),
            __file__=unknown("the path of a file, which differs between this machine and the function"),
            __doc__=NONE,
            __package__=(constant(module.package),),
        )
        return module

    def _run(self, m: Machine, module: Module) -> None:
        module.state = "loading"
        if module.file is not None:
            try:
                lowered = self._loader.lower(module.file)
            except SourceError as problem:
                _report(m, module, problem)
                module.scope.rest = unknown("in a file that cannot be read")
            else:
                self.bodies[module] = lowered.body
                self._run_body(m, module, lowered.body)
        module.state = "loaded"

    def _run_body(self, m: Machine, module: Module, body: Body) -> None:
        frame = Frame(module.scope, None, None, module.name)
        deploying, limit, absence = m.deploying, m.limit, m.absence_allowed
        discarded, guards = m.discarded, m.guards
        m.deploying, m.discarded, m.guards = True, None, []
        try:
            with m.heap.loading(), m.inside(frame, module):
                m.heap.stamp(module.scope)  # younger than what was there before the import
                for node in body:
                    m.limit = m.steps + STATEMENT_STEPS
                    if not _run_statement(m, module, frame, node):
                        break
        finally:
            m.deploying, m.absence_allowed, m.discarded, m.guards = deploying, absence, discarded, guards
            m.limit = limit if m.limit == 0 else max(limit, m.steps + STATEMENT_STEPS)
        module.facts = frame.facts

    def note(self, m: Machine, module: Module, place: Place) -> None:
        """Note that the code that runs now loads a module of the app, and the packages around it."""
        m.happened(Load(module), place, f"import {module.name}")

    def note_outside(self, m: Machine, name: str, place: Place) -> None:
        """Note that the code that runs now imports something that is neither the app's nor Python's."""
        if not is_standard(name):
            m.happened(Outside(name), place, f"import {name}")


def _run_statement(m: Machine, module: Module, frame: Frame, node: Node) -> bool:
    """Run one top-level statement; one that takes too long leaves its names unknown, and is reported."""
    try:
        m.frame, m.module, m.heap.path, frame.path = frame, module, (), ()
        return STATEMENTS[node[0]](m, node)
    except (Exhausted, RecursionError):
        _recover(m, module, frame)
        m.find(
            "error",
            "unsupported",
            "this statement takes too many steps to be evaluated before deployment",
            m.place(node),
            "make resources from shorter loops and shallower recursion",
        )
    except Exception as error:
        _recover(m, module, frame)
        m.defect(error, m.place(node))
    return True


def _recover(m: Machine, module: Module, frame: Frame) -> None:
    """Forget what was going on when a statement was given up."""
    m.summaries.active.clear()
    m.frame, m.module = frame, module
    frame.loops.clear()
    frame.catching.clear()


def _report(m: Machine, module: Module, problem: SourceError) -> None:
    from deducer.architecture import Position

    assert module.file is not None  # noqa: S101 - for the type checker: a file was parsed
    at = Position(module.file.shown, problem.line, problem.column)
    hint = "Python itself would refuse this file" if problem.code == "syntax-error" else "split the file"
    m.findings.add("error", problem.code, problem.message, at, hint)
