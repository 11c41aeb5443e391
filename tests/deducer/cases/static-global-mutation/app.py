from pluto_py import KVStore
STATE = {"n": 0}
COUNT = 0
def bump():
    global COUNT
    COUNT += 1
    STATE["n"] = COUNT * 10
    return COUNT
bump(); bump()
KVStore(f"t{COUNT}-{STATE['n']}")
