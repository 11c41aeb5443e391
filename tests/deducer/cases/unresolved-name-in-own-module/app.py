from store import nothing
