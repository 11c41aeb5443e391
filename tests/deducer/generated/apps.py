"""Apps whose grants are known because they are put together from parts that each do one known thing.

A handler is a list of *uses*: one operation of one resource. Each use is wrapped at random: the resource travels
through helpers, classes, closures, containers and modules (`CARRIERS`), always beside a decoy that nothing may
touch, then the operation is done in one of several ways (`PERFORMERS`), inside some statement (`STATEMENTS`).
Whatever is drawn, the handler needs exactly its uses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHAPES = '''\
"""What the handlers are made of."""
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial, reduce, wraps

FLAG = True

def same(value): return value
def twice(value): return same(same(value))
def second(first, value): return value
def pick(flag, one, other): return one if flag else other
def keyword(*, value, other=None): return value
def default(value, other=None): return value if other is None else value
def maker(value):
    def give(): return value
    return give
def single(value): yield value
def first_of(items): return next(iter(items))
def logged(fn):
    @wraps(fn)
    def run(*args, **kwargs): return fn(*args, **kwargs)
    return run
def tagged(tag):
    def decorate(fn):
        def run(*args): return fn(*args)
        return run
    return decorate
@logged
def decorated(value): return value
@tagged("x")
def tagged_same(value): return value
@lru_cache(maxsize=None)
def cached(value): return value
def chosen(name, one, other):
    match name:
        case "one": return one
        case "other": return other
@contextmanager
def opened(value): yield value
def guarded(value):
    try: return value
    finally: same(None)
def looped(values):
    found = None
    for value in values: found = value
    return found
def collected(value):
    items = []
    items.append(value)
    return items[0]
def keyed(value, decoy):
    table = {}
    table["value"] = value
    table["decoy"] = decoy
    return table["value"]

class Box:
    kind = "box"
    def __init__(self, value): self.value = value
    @classmethod
    def of(cls, value): return cls(value)
    @staticmethod
    def through(value): return value
    @property
    def inner(self): return self.value
    def get_value(self): return self.value
    def __call__(self): return self.value
    def __getitem__(self, key): return self.value
    def __enter__(self): return self.value
    def __exit__(self, *exc): return None
    def __iter__(self): yield self.value
class Special(Box):
    def __init__(self, value): super().__init__(value)
    def get_value(self): return super().get_value()
class Proxy:
    def __init__(self, target): self._target = target
    def __getattr__(self, name): return getattr(self._target, name)
class Descriptor:
    def __get__(self, owner, cls): return owner.hidden
class Described:
    shown = Descriptor()
    def __init__(self, value): self.hidden = value
class Chain:
    def __init__(self): self.items = []
    def add(self, value):
        self.items = [*self.items, value]
        return self
    def last(self): return self.items[-1]
@dataclass
class Pair:
    left: object
    right: object = None
    def get_left(self): return self.left

def apply(fn, *args): return fn(*args)
def do_get(kv): return kv.get("k")
def do_set(kv): return kv.set("k", "v")
def do_delete(kv): return kv.delete("k")
DO = {"get": do_get, "set": do_set, "delete": do_delete}
def do(op, kv): return DO[op](kv)
def by_name(op, kv, *args): return getattr(kv, op)(*args)
def in_thread(fn):
    t = threading.Thread(target=fn)
    t.start()
    t.join()
class Worker:
    def __init__(self, kv): self.kv = kv
    def get(self): return self.kv.get("k")
    def set(self): return self.kv.set("k", "v")
    def delete(self): return self.kv.delete("k")
    def run(self, op): return {"get": self.get, "set": self.set, "delete": self.delete}[op]()
'''

CARRIERS = (
    "same({v})",
    "twice({v})",
    "second({d}, {v})",
    "pick(FLAG, {v}, {d})",
    "pick(not FLAG, {d}, {v})",
    "keyword(value={v}, other={d})",
    "keyword(**{{'value': {v}}})",
    "default({v})",
    "maker({v})()",
    "next(single({v}))",
    "first_of([{v}])",
    "decorated({v})",
    "tagged_same({v})",
    "cached({v})",
    "chosen('one', {v}, {d})",
    "chosen('other', {d}, {v})",
    "guarded({v})",
    "looped([{d}, {v}])",
    "collected({v})",
    "keyed({v}, {d})",
    "{{'a': {v}, 'b': {d}}}['a']",
    "dict(a={v}, b={d}).get('a')",
    "[{d}, {v}][1]",
    "({v}, {d})[0]",
    "[*[{d}], {v}][-1]",
    "[x for x in [{v}]][0]",
    "{{n: x for n, x in [('a', {v}), ('b', {d})]}}['a']",
    "(lambda x: x)({v})",
    "(lambda x, y=None: x)({v}, {d})",
    "({v} if FLAG else {d})",
    "(FLAG and {v})",
    "(None or {v})",
    "partial(second, {d})({v})",
    "partial(same, {v})()",
    "reduce(second, [{d}, {v}])",
    "list(map(same, [{v}]))[0]",
    "apply(same, {v})",
    "apply(*[same, {v}])",
    "Box({v}).value",
    "Box({v}).inner",
    "Box({v}).get_value()",
    "Box({v})()",
    "Box({v})['key']",
    "Box.of({v}).value",
    "Box.through({v})",
    "Special({v}).get_value()",
    "getattr(Box({v}), 'value')",
    "Proxy(Box({v})).value",
    "Described({v}).shown",
    "Chain().add({d}).add({v}).last()",
    "Pair({v}, {d}).get_left()",
    "Pair({d}, right={v}).right",
    "list(Box({v}))[0]",
    "(x := {v})",
)
"""Expressions that are worth `{v}`, with a decoy `{d}` beside it."""

ARGUMENTS = {"get": '"k"', "set": '"k", "v"', "delete": '"k"'}
PERFORMERS = (
    "{v}.{op}({args})",
    "apply({v}.{op}, {args})",
    "(lambda m: m({args}))({v}.{op})",
    "partial({v}.{op}, {args})()",
    "getattr({v}, '{op}')({args})",
    "by_name('{op}', {v}, {args})",
    "do('{op}', {v})",
    "do_{op}({v})",
    "Worker({v}).{op}()",
    "Worker({v}).run('{op}')",
    "apply(Worker({v}).{op})",
    "in_thread(Worker({v}).{op})",
    "in_thread(lambda: {v}.{op}({args}))",
    "Proxy({v}).{op}({args})",
    "[m({args}) for m in [{v}.{op}]]",
)
"""Ways to do operation `{op}` of `{v}`."""

STATEMENTS = (
    ("{e}",),
    ("if q:", "    {e}"),
    ("if not FLAG:", "    return {d}.keys()", "{e}"),
    ("for _ in range(2):", "    {e}"),
    ("for _ in q:", "    {e}"),
    ("while True:", "    {e}", "    break"),
    ("try:", "    {e}", "finally:", "    pass"),
    ("try:", "    raise KeyError(q)", "except KeyError:", "    {e}"),
    ("with opened(q):", "    {e}"),
    ("with Box(q) as _:", "    {e}"),
    ("def inner():", "    return {e}", "inner()"),
    ("def never():", "    return {d}.keys()", "{e}"),
    ("def items():", "    yield {e}", "list(items())"),
    ("match len(q):", "    case 0: {e}", "    case _: {e}"),
    ("result = [{e} for _ in [1]]",),
    ("assert FLAG, {d}.keys()", "{e}"),
    ("later = lambda: {d}.keys()", "{e}"),
)
"""What an expression `{e}` stands in; `{d}` is never touched."""

_REPEATED = ("for _ in q:", "while True:", "def items():")
_JOINED_CARRIERS = tuple(carrier for carrier in CARRIERS if "Chain" not in carrier)
"""Objects that a loop of unknown length makes are joined over its rounds, so what replaces an attribute of one of
them only adds to it: there a decoy that an object held earlier is granted as well.
"""


@dataclass(frozen=True)
class App:
    """Files by name, and what each function must be granted: `resource.operation`."""

    files: dict[str, str]
    grants: dict[str, frozenset[str]]

    def write(self, folder: Path) -> None:
        """Write the app as a golden case."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        expected = {"grants": {name: sorted(grants) for name, grants in self.grants.items()}, "errors": []}
        (folder / "expected.json").write_text(json.dumps(expected))


def make(choose: Callable[[Sequence[Any]], Any]) -> App:
    """An app, all decisions taken by `choose`."""
    return _Maker(choose).app()


class _Maker:
    def __init__(self, choose: Callable[[Sequence[Any]], Any]) -> None:
        self._choose = choose
        self._resources = [f"r{number}" for number in range(self._choose((2, 3, 4)))]
        self._kit = self._choose(("shapes", "kit.shapes"))
        self._in_module = self._choose((True, False))
        self._prefix = "stores." if self._in_module and self._choose((True, False)) else ""

    def app(self) -> App:
        declarations = [f'{name} = KVStore("{name}")' for name in (*self._resources, "decoy")]
        head = [
            "from pluto_py import Function, KVStore",
            f"from {self._kit} import *",
            "from functools import partial, reduce",
        ]
        files = {f"{self._kit.replace('.', '/')}.py": SHAPES}
        if self._in_module:
            files["stores.py"] = "\n".join(["from pluto_py import KVStore", *declarations, ""])
            head.append("import stores" if self._prefix else "from stores import *")
        else:
            head += declarations
        functions: list[str] = []
        grants: dict[str, frozenset[str]] = {}
        for number in range(self._choose((1, 2, 3))):
            name = f"f{number}"
            text, needed = self._handler(name)
            functions += text
            grants[name] = needed
        files["app.py"] = "\n".join([*head, *functions, ""])
        return App(files, grants)

    def _handler(self, name: str) -> tuple[list[str], frozenset[str]]:
        body: list[str] = []
        needed: set[str] = set()
        for _ in range(self._choose((1, 2, 3))):
            resource = self._choose(self._resources)
            operation = self._choose(("get", "set", "delete"))
            needed.add(f"{resource}.{operation}")
            body += self._use(resource, operation)
        kind = self._choose(("def", "method", "closure", "async", "lambda"))
        lines = ["    " + line for line in body]
        if kind == "def":
            return [f"def {name}(q):", *lines, f'Function({name}, name="{name}")'], frozenset(needed)
        if kind == "async":
            return [f"async def {name}(q):", *lines, f'Function({name}, name="{name}")'], frozenset(needed)
        inner = ["    " + line for line in lines]
        if kind == "method":
            return [
                f"class C{name}:",
                "    def handle(self, q):",
                *inner,
                f'Function(C{name}().handle, name="{name}")',
            ], frozenset(needed)
        if kind == "closure":
            return [
                f"def make_{name}():",
                "    def handle(q):",
                *inner,
                "    return handle",
                f'Function(make_{name}(), name="{name}")',
            ], frozenset(needed)
        return [f"def {name}(q):", *lines, f'Function(lambda q: {name}(q), name="{name}")'], frozenset(needed)

    def _use(self, resource: str, operation: str) -> list[str]:
        value, decoy = f"{self._prefix}{resource}", f"{self._prefix}decoy"
        statement = self._choose(STATEMENTS)
        carriers = _JOINED_CARRIERS if statement[0] in _REPEATED else CARRIERS
        for _ in range(self._choose((0, 1, 2, 3))):
            carrier = self._choose(carriers)
            if ":=" in carrier and "lambda" in value:
                continue
            value = carrier.format(v=value, d=decoy)
        expression = self._choose(PERFORMERS).format(v=value, op=operation, args=ARGUMENTS[operation])
        return [line.format(e=expression, d=decoy) for line in statement]
