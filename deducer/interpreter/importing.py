"""`import` and `from … import …`."""

from __future__ import annotations

from typing import Any

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call, statement
from deducer.interpreter.mutations import bind_name
from deducer.interpreter.static import NotStatic, plain
from deducer.source.files import Place
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, constant, unknown
from deducer.values.base import Values
from deducer.values.modules import Module

__all__ = ["absolute_name", "import_outside", "import_own"]

_GUARDS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


@statement("import")
def _import(m: Machine, node: Node) -> bool:
    for dotted, bound, at in node[2]:
        place = m.place_at(at)
        module = import_own(m, dotted, place)
        top = dotted.partition(".")[0]
        if module is None:
            if not import_outside(m, dotted, place):
                return False
            bind_name(m, bound or top, (m.foreign(dotted if bound else top),))
        else:
            bind_name(m, bound or top, (module if bound else m.importer.loaded(top) or module,))
    return True


def import_own(m: Machine, dotted: str, place: Place) -> Module | None:
    """Import a module of the app; None when it is not the app's."""
    module = m.importer.load(m, dotted)
    if module is not None and module is not m.module:
        m.importer.note(m, module, place)
    return module


def import_outside(m: Machine, dotted: str, place: Place) -> bool:
    """Import something that is not the app's; False when that certainly raises ImportError, and is caught."""
    m.importer.note_outside(m, dotted, place)
    if m.importer.resolves(dotted) or dotted.partition(".")[0] in m.catalogue.sdk_modules:
        return True
    if _guarded(m):
        m.hazards += 1
        m.raising = "ModuleNotFoundError"
        return False
    _unresolved(
        m, f"no module named {dotted!r} in the app, the standard library or what is installed", place, dotted
    )
    return True


def _unresolved(m: Machine, message: str, place: Place, name: str) -> None:
    m.find(
        "error",
        "unresolved-import",
        message,
        place,
        f"install what provides {name!r}, correct the name, or catch ImportError if it is optional",
    )


def _guarded(m: Machine) -> bool:
    """Whether a `try` around, here or in a caller, handles ImportError."""
    return any(_handles_import_error(kind) for handlers in m.guards for kind, _, _, _ in handlers)


def _handles_import_error(kind: Any) -> bool:
    if kind is None:
        return True
    if kind[0] == "tuple":
        return any(_handles_import_error(part) for part in kind[2])
    return (kind[2] if kind[0] == "name" else kind[3] if kind[0] == "attribute" else "") in _GUARDS


def absolute_name(m: Machine, level: int, module: str | None) -> str | None:
    """The dotted name that a `from` import means; None for one that leaves the import root."""
    if not level:
        return module
    parts = m.module.package.split(".") if m.module.package else []
    if level - 1 > len(parts):
        return None
    kept = parts[: len(parts) - (level - 1)]
    return ".".join([*kept, *([module] if module else [])])


@statement("from")
def _from(m: Machine, node: Node) -> bool:
    _, at, level, written, aliases = node
    name = absolute_name(m, level, written)
    place = m.place_at(at)
    if name is None:
        _unresolved(m, "this relative import leaves the app's folder", place, "." * level)
        return True
    if name == "__future__":
        return True
    module = import_own(m, name, place) if name else None
    if module is not None:
        for imported, bound, position in aliases:
            if imported == "*":
                _star(m, module)
            elif not _bind_member(m, module, imported, bound or imported, m.place_at(position)):
                return False
        return True
    if level:
        return _from_folder(m, name, aliases, place)
    return _from_outside(m, name, aliases, place)


def _from_outside(m: Machine, name: str, aliases: Any, place: Place) -> bool:
    if not import_outside(m, name, place):
        return False
    for imported, bound, _ in aliases:
        if imported != "*":
            m.importer.note_outside(m, f"{name}.{imported}", place)
            bind_name(m, bound or imported, (m.foreign(f"{name}.{imported}"),))
        elif name.partition(".")[0] in m.catalogue.sdk_modules:
            for path in m.types:
                if path.startswith(f"{name}."):
                    bind_name(m, path.rpartition(".")[2], (m.foreign(path),))
        else:
            m.frame.scope.outside += (name,)
    return True


def _from_folder(m: Machine, name: str, aliases: Any, place: Place) -> bool:
    """`from . import x` in a folder that is no package, or from something that does not exist."""
    for imported, bound, position in aliases:
        dotted = f"{name}.{imported}" if name else imported
        module = import_own(m, dotted, m.place_at(position)) if imported != "*" else None
        if module is None:
            if _guarded(m):
                m.hazards += 1
                m.raising = "ImportError"
                return False
            _unresolved(m, f"the app has no module {dotted!r}", place, dotted)
            bind_name(m, bound or imported, UNKNOWN)
        else:
            bind_name(m, bound or imported, (module,))
    return True


def _bind_member(m: Machine, module: Module, imported: str, bound: str, place: Place) -> bool:
    """Bind `from module import imported`; False when that certainly raises ImportError, and is caught."""
    values = _member(m, module, imported, place)
    if values is None and _guarded(m):
        m.hazards += 1
        m.raising = "ImportError"
        return False
    if values is None:
        if module.file is not None or module.is_package:
            partly = (
                " (it is still being imported: the imports go in a circle)"
                if module.state == "loading"
                else ""
            )
            _unresolved(m, f"module {module.name} has nothing named {imported!r}{partly}", place, imported)
        values = unknown(f"nothing is named `{imported}` in module {module.name}", place)
    bind_name(m, bound, values)
    return True


def _member(m: Machine, module: Module, name: str, place: Place) -> Values | None:
    m.reads(module.scope)
    values = module.scope.variables.get(name)
    if values is not None:
        return values
    submodule = import_own(m, f"{module.name}.{name}", place) if module.is_package else None
    if submodule is not None:
        return (submodule,)
    hook = module.scope.variables.get("__getattr__")
    if hook is not None:
        return call(m, hook, Arguments([(constant(name),)]), ("import", place.offset))
    return module.scope.rest or None


def _star(m: Machine, module: Module) -> None:
    scope = module.scope
    m.reads(scope)
    names = [name for name in scope.variables if not name.startswith("_")]
    listed = scope.variables.get("__all__")
    if listed is not None:
        try:
            names = [str(name) for name in plain(listed)]
        except (NotStatic, TypeError):
            names = [name for name in scope.variables if not name.startswith("__")]
    for name in names:
        values = scope.variables.get(name)
        if values is None:
            submodule = m.importer.load(m, f"{module.name}.{name}")
            values = None if submodule is None else (submodule,)
        if values is not None:
            bind_name(m, name, values)
    m.frame.scope.outside += scope.outside
