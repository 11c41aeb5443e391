import datetime
from pluto_py import KVStore
KVStore(f"t-{datetime.datetime.now().year}")
