from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def slug(text):
    out = ""
    for ch in text:
        if ch == "!": return out
        out += ch if ch.isalnum() else "-"
    return out
kv = KVStore(slug("my table!nothing"))
