import os
def token(): return os.environ["TOKEN"]
