from pluto_py import KVStore
import requests
KVStore(requests.get("http://x").text)
