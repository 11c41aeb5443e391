from pluto_py import KVStore
KVStore("{}-{x}".format("a", x=2))
KVStore("-".join(["b", "c"]).replace("c", "d"))
KVStore("A_B".lower()[::-1].strip("_").title())
