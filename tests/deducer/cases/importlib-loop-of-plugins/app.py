import importlib
from pluto_py import Function
PLUGINS = [importlib.import_module(f"plug.{n}") for n in ("one", "two")]
def f(q): return [p.go(q) for p in PLUGINS]
Function(f, name="f")
