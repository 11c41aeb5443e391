"""Libraries seen through: which calls of AWS the code of an installed distribution can make.

`Libraries(search_path, cache).calls_of(entry, …)` evaluates the class or function that the app hands values to: a
class's initializer and then every method of it, since a framework may call any; a function's body. Only modules
that this reaches are parsed, one by one: those of the entry's own package, and of others only such as mention the SDK.
"""

from deducer.aws.libraries.library import HANDED, Libraries
from deducer.aws.libraries.report import LibraryCall, Report

__all__ = ["HANDED", "Libraries", "LibraryCall", "Report"]
