from pluto_py import KVStore
for n in ["a", "skip", "b"]:
    if n == "skip":
        continue
    KVStore(n)
else:
    KVStore("end")
