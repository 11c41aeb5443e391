import config
def load(q): return config.KV.get(q)
