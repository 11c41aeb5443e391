_store = None
def init(kv):
    global _store
    _store = kv
def store(): return _store
