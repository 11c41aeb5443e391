"""A function that counts its visitors.

Pluto reads this file: it deploys the function and the table, and lets the function get and set items of this
table, nothing else.
"""

from pluto_py import Function, KVStore

visits = KVStore("visits")


def hello(name: str = "world") -> str:
    """Greet `name`, and say for the how many-th time."""
    count = int(visits.get(name) or 0) + 1
    visits.set(name, str(count))
    return f"Hello, {name}! This is visit {count}."


Function(hello, name="hello")
