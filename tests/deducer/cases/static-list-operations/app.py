from pluto_py import KVStore
xs = ["b", "a"]
xs.append("c")
xs += ["d"]
xs.sort
ys = sorted(xs)
for x in ys[:2] + [ys[-1]]:
    KVStore(x)
first, *rest = ys
KVStore(rest[1] + first)
