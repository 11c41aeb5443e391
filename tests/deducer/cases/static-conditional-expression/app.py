from pluto_py import KVStore
PROD = 1 < 2
KVStore("prod" if PROD else "dev")
KVStore("x" if not PROD or None else "y")
