from pluto_py import KVStore
i = 0
while True:
    KVStore(f"t{i}")
    i += 1
    if i == 3:
        break
