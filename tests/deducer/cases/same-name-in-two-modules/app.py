from pluto_py import KVStore
import other
a = KVStore("x")
