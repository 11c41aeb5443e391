from pluto_py import Function
from . import db
from app.db import kv
def f(q): return kv.get(q)
Function(f, name="f")
