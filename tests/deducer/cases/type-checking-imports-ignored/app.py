from typing import TYPE_CHECKING
from pluto_py import KVStore
if TYPE_CHECKING:
    from nowhere_at_all import Thing
kv = KVStore("a")
