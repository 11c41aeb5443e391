"""`import` and `from … import …`."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call, statement
from deducer.interpreter.mutations import bind_name
from deducer.interpreter.raising import is_guarded, raises_builtin
from deducer.interpreter.static import NotStatic, plain
from deducer.models.registry import ATTRIBUTES
from deducer.source.files import Place
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, constant, unknown
from deducer.values.base import Values
from deducer.values.modules import Module

__all__ = ["absolute_name", "import_outside", "import_own"]


@statement("import")
def _import(m: Machine, node: Node) -> bool:
    for dotted, bound, at in node[2]:
        place = m.place_at(at)
        module = import_own(m, dotted, place)
        top = dotted.partition(".")[0]
        if module is None:
            import_outside(m, dotted, place)
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


def import_outside(m: Machine, dotted: str, place: Place) -> None:
    """Import something that is not the app's. Raises or reports ImportError where nothing has that name."""
    m.importer.note_outside(m, dotted, place)
    if m.importer.resolves(dotted) or dotted.partition(".")[0] in m.catalogue.sdk_modules:
        return
    known = "in the app, the standard library or what is installed"
    _unresolved(m, "ModuleNotFoundError", f"no module named {dotted!r} {known}", place, dotted)


def _unresolved(m: Machine, exception: str, message: str, place: Place, name: str) -> None:
    """An import fails: that is the app's own business where it catches the exception."""
    if is_guarded(m, exception):
        raises_builtin(m, exception)
        return
    m.find(
        "error",
        "unresolved-import",
        message,
        place,
        f"install what provides {name!r}, correct the name, or catch ImportError if it is optional",
    )


def absolute_name(m: Machine, level: int, module: str | None, package: str | None = None) -> str | None:
    """The dotted name that a relative import means; None for one that leaves the import root."""
    if not level:
        return module
    package = m.module.package if package is None else package
    parts = package.split(".") if package else []
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
        _unresolved(m, "ImportError", "this relative import leaves the app's folder", place, "." * level)
        return True
    if name == "__future__":
        return True
    module = import_own(m, name, place) if name else None
    if module is None and not level:
        import_outside(m, name, place)
    for imported, bound, position in aliases:
        if module is None and level:
            values = _from_folder(m, f"{name}.{imported}" if name else imported, m.place_at(position))
        elif imported == "*":
            _star(m, module, name)
            continue
        elif module is None:
            values = _from_outside(m, name, imported, node, m.place_at(position))
        else:
            values = _from_module(m, module, imported, m.place_at(position))
        bind_name(m, bound or imported, values)
    return True


def _from_outside(m: Machine, name: str, imported: str, node: Node, place: Place) -> Values:
    known = m.catalogue.sdk_names.get(name)
    path = f"{name}.{imported}"
    if known is not None and imported not in known:
        _unresolved(m, "ImportError", f"module {name} has nothing named {imported!r}", place, imported)
        return unknown(f"nothing is named `{imported}` in module {name}", place)
    m.importer.note_outside(m, path, m.place(node))
    fixed = ATTRIBUTES.get(path)
    return (m.foreign(path),) if fixed is None else fixed(m, node)


def _from_folder(m: Machine, dotted: str, place: Place) -> Values:
    """`from . import x` in a folder that is no package, or from something that does not exist."""
    module = import_own(m, dotted, place)
    if module is not None:
        return (module,)
    _unresolved(m, "ImportError", f"the app has no module {dotted!r}", place, dotted)
    return UNKNOWN


def _from_module(m: Machine, module: Module, imported: str, place: Place) -> Values:
    values = _member(m, module, imported, place)
    if values is not None:
        return values
    circle = " (it is still being imported: the imports go in a circle)" if module.state == "loading" else ""
    message = f"module {module.name} has nothing named {imported!r}{circle}"
    _unresolved(m, "ImportError", message, place, imported)
    return unknown(f"nothing is named `{imported}` in module {module.name}", place)


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


def _star(m: Machine, module: Module | None, name: str) -> None:
    if module is None:
        _star_outside(m, name)
        return
    scope = module.scope
    m.reads(scope)
    names = [name for name in scope.variables if not name.startswith("_")]
    listed = scope.variables.get("__all__")
    if listed is not None:
        try:
            names = [str(name) for name in plain(listed)]
        except (NotStatic, TypeError):
            names = [name for name in scope.variables if not name.startswith("__")]
    for imported in names:
        values = scope.variables.get(imported)
        if values is None:
            submodule = m.importer.load(m, f"{module.name}.{imported}")
            values = None if submodule is None else (submodule,)
        if values is not None:
            bind_name(m, imported, values)
    m.frame.scope.outside += scope.outside


def _star_outside(m: Machine, name: str) -> None:
    """Of the SDK the resource types are known; names from anything else are looked up when they are used."""
    if name.partition(".")[0] not in m.catalogue.sdk_modules:
        m.frame.scope.outside += (name,)
    for path in m.types:
        if path.rpartition(".")[0] == name:
            bind_name(m, path.rpartition(".")[2], (m.foreign(path),))
