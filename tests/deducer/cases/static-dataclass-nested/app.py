from dataclasses import dataclass, field, replace
from pluto_py import KVStore
@dataclass(frozen=True)
class Inner:
    name: str = "in"
@dataclass
class Outer:
    inner: Inner = field(default_factory=Inner)
    n: int = 1
    def label(self): return f"{self.inner.name}-{self.n}"
o = Outer(n=2)
KVStore(o.label())
KVStore(replace(o.inner, name="other").name)
