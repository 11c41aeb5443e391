"""What names mean: variables of functions, names of modules, imports, members of classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from deducer.aws import sdk
from deducer.aws.libraries.machine import Given, Machine
from deducer.aws.libraries.modules import LoadedModule
from deducer.aws.libraries.values import (
    OPAQUE,
    Class,
    External,
    Frame,
    Function,
    Known,
    Module,
    Value,
    Values,
    union,
)

__all__ = ["class_member", "dotted", "linear", "local_names", "look_up", "module_member"]


def look_up(m: Machine, name: str, frame: Frame) -> Values:
    """A name as code in a frame sees it."""
    current: Frame | None = frame
    while current is not None and current.function is not None:
        if name in local_names(current.function.tree):
            return m.state.read(current, name) or ()
        current = current.function.closure
    return m.module_name(frame.module, name)


_LOCALS: dict[ast.AST, frozenset[str]] = {}


def local_names(tree: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
    """The names that are variables of a function itself."""
    if tree not in _LOCALS:
        outside: set[str] = set()
        found = set(_parameters(tree.args))
        body = tree.body if isinstance(tree.body, list) else [tree.body]
        for node in _own_nodes(body):
            if isinstance(node, (ast.Global, ast.Nonlocal)):
                outside.update(node.names)
            found.update(_binds(node))
        _LOCALS[tree] = frozenset(found - outside)
    return _LOCALS[tree]


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        yield argument.arg
    for starred in (arguments.vararg, arguments.kwarg):
        if starred is not None:
            yield starred.arg


def _own_nodes(body: list[ast.stmt] | list[ast.expr]) -> Iterator[ast.AST]:
    """Every node of a function's body that is not in a function or class inside it."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(node))


def _binds(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif (isinstance(node, ast.ExceptHandler) and node.name) or (
        isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name
    ):
        yield node.name


def dotted(m: Machine, path: str) -> Values:
    """What an absolute dotted name is: of the SDK, of a module that is read, or of one that is not."""
    known = sdk.named(path)
    if known is not None:
        return (known,)
    if path.partition(".")[0] in sdk.SDK_MODULES:
        return (External(path),)
    if m.state.modules.exists(path):
        return (Module(path),) if readable(m, path) or _is_package(m, path) else (External(path),)
    module, _, name = path.rpartition(".")
    if module and m.state.modules.exists(module):
        return m.module_name(module, name)
    return (External(path),)


def _is_package(m: Machine, path: str) -> bool:
    file = m.state.modules.file(path)
    return file is None or file.name == "__init__.py"


def readable(m: Machine, module: str) -> bool:
    """Whether a module's code is read: the entry's own, and whatever mentions the SDK."""
    own = m.state.own
    if module == own or module.startswith(own + "."):
        return m.state.modules.file(module) is not None
    return m.state.modules.speaks_aws(module)


_PENDING: set[tuple[int, str, str]] = set()


def module_member(m: Machine, module: str, name: str) -> Values:
    """A name in a module: what its statements bind it to, what functions assign, or a submodule."""
    key = (id(m), module, name)
    if key in _PENDING:
        return ()  # a module that imports itself in a circle: another statement binds the name
    _PENDING.add(key)
    try:
        return _module_member(m, module, name)
    finally:
        _PENDING.discard(key)


def _module_member(m: Machine, module: str, name: str) -> Values:
    loaded = m.state.modules.load(module) if readable(m, module) or _is_package(m, module) else None
    frame = Frame(None, (), module)
    found: Values = m.state.read(frame, name) or ()
    if loaded is not None:
        for statement in loaded.names.get(name, ()) or loaded.typing_names.get(name, ()):
            found = union(found, _bound_value(m, loaded, statement, name, frame))
        if not found:
            found = _from_stars(m, loaded, name)
        if not found and name != "__getattr__":
            found = _computed(m, loaded, name)
    if not found and m.state.modules.exists(f"{module}.{name}"):
        return dotted(m, f"{module}.{name}")
    if found:
        return found
    return (External(f"{module}.{name}"),) if loaded is None else _builtin(name)


def _builtin(name: str) -> Values:
    return (External(f"builtins.{name}"),)


def _computed(m: Machine, loaded: LoadedModule, name: str) -> Values:
    """What a module's own `__getattr__` gives for a name."""
    found: Values = ()
    for statement in loaded.names.get("__getattr__", ()):
        if isinstance(statement, ast.FunctionDef):
            given = Given([(Known.of(name),)])
            found = union(found, m.run(Function(loaded.name, statement), None, given))
    return tuple(value for value in found if value not in (OPAQUE, Known.of(None)))


def _from_stars(m: Machine, loaded: LoadedModule, name: str) -> Values:
    for star in loaded.stars:
        source = absolute(loaded, star)
        if readable(m, source) or _is_package(m, source):
            origin = m.state.modules.load(source)
            if origin is not None and (name in origin.names or origin.stars):
                found = m.module_name(source, name)
                if found != _builtin(name):
                    return found
    return ()


def _bound_value(m: Machine, loaded: LoadedModule, statement: ast.stmt, name: str, frame: Frame) -> Values:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return (Function(loaded.name, statement),)
    if isinstance(statement, ast.ClassDef):
        return (Class(loaded.name, statement),)
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return imported(m, loaded, statement, name)
    value = getattr(statement, "value", None)
    if value is None:
        return ()
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]  # type: ignore[attr-defined]  # AnnAssign, AugAssign
    if any(isinstance(target, ast.Name) and target.id == name for target in targets):
        return m.evaluate(value, frame)
    return (OPAQUE,)


def imported(m: Machine, loaded: LoadedModule, statement: ast.Import | ast.ImportFrom, name: str) -> Values:
    """What an import binds a name to."""
    for alias in statement.names:
        if (alias.asname or alias.name.partition(".")[0]) != name:
            continue
        if isinstance(statement, ast.Import):
            return dotted(m, alias.name if alias.asname else alias.name.partition(".")[0])
        return dotted(m, f"{absolute(loaded, statement)}.{alias.name}")
    return ()


def absolute(loaded: LoadedModule, statement: ast.ImportFrom) -> str:
    """The absolute name of the module that is imported from."""
    if not statement.level:
        return statement.module or ""
    package = loaded.package.split(".")
    base = package[: len(package) - statement.level + 1]
    return ".".join([*base, statement.module] if statement.module else base)


def linear(m: Machine, cls: Class) -> tuple[tuple[Class, ...], bool]:
    """The class and those of its bases that are read, and whether there are others that are not."""
    found: dict[Class, None] = {}
    others = False
    pending = [cls]
    while pending:
        current = pending.pop(0)
        if current in found:
            continue
        found[current] = None
        frame = current.closure or Frame(None, (), current.module)
        for base in current.tree.bases:
            values = _base(m, base, frame)
            pending += [value for value in values if isinstance(value, Class)]
            others = others or not any(isinstance(value, Class) for value in values)
    return tuple(found), others


def _base(m: Machine, base: ast.expr, frame: Frame) -> Values:
    while isinstance(base, ast.Subscript):  # Generic[T], Handler[str, str]
        base = base.value
    values = m.evaluate(base, frame)
    return () if values == (External("builtins.object"),) else values


def class_member(m: Machine, cls: Class, name: str) -> Values | None:
    """What a class's own body binds a name to; `None` where it does not."""
    found: list[Value] = []
    bound = False
    frame = cls.closure or Frame(None, (), cls.module)
    for statement in cls.tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and statement.name == name:
            found.append(Function(cls.module, statement, cls.closure, cls))
            bound = True
        elif isinstance(statement, ast.ClassDef) and statement.name == name:
            found.append(Class(cls.module, statement, cls.closure))
            bound = True
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                found.extend(_class_value(m, cls, statement.value, frame))
                bound = True
    return tuple(dict.fromkeys(found)) if bound else None


def _class_value(m: Machine, cls: Class, value: ast.expr, frame: Frame) -> Values:
    """A value in a class's body, where names of the body come first."""
    if isinstance(value, ast.Name) and value.id != "None":
        own = class_member(m, cls, value.id) if _defines(cls, value.id, value) else None
        if own is not None:
            return own
    return m.evaluate(value, frame)


def _defines(cls: Class, name: str, before: ast.expr) -> bool:
    return any(
        isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef)) and s.name == name and s.lineno < before.lineno
        for s in cls.tree.body
    )
