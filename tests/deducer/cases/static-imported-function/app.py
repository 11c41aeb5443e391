from naming import table
from pluto_py import KVStore
KVStore(table("orders", stage="dev"))
