"""What AWS calls need: actions, ARNs, and which calls a library makes.

Nothing here runs code or loads the SDK: the knowledge is vendored in `data/` and read one service at a time.

An interpreter of Python uses this package in three ways.

**It sees the SDK's names.** `sdk.named("boto3.client")` says what a dotted name is. From there
`sdk.attribute(value, name, place)`, `sdk.call(method, arguments, place)`, `sdk.iterate(value, place)` and
`sdk.enter(value)` carry the value on. All but the last give a `Step(value, verdict)`: the next value, which is an
immutable `SdkObject` to keep in the heap, a `Text` (an identifier, such as `table.name`) or `Data`; and the
`Verdict` where AWS is called, which is not only at calls: reading `table.item_count` loads it.

**It knows a service's and a method's name.** `calls.client_call` and `calls.resource_call` are the same in one step.

**It hands a value to a library.** `libraries.Libraries(search_path, cache).calls_of(entry, named, positional)` gives a
`Report`: every call of AWS that the class or function can make. `HANDED` marks the arguments that are properties; a
permission of `LibraryCall.verdict(place)` has the parameter's name (or index, as text) among its `origins`. Only a
report that is `complete` may stand in place of the resource's own read and write set.

Arguments are given as `texts.py` says: `str`, `Text`, `Hole`, and lists and maps of them. A property of an app's
resource is `Hole(origin)` with any hashable origin, alone or as a part of a `Text`; a `Permission` whose `origins` is
not empty is one on that resource, and its ARN is the pattern for the case that nobody resolves it. A value with
several possibilities is asked for once per possibility. `rest=True` says that further arguments may be given
(`**options`).

A `Verdict` is `Permissions` or a refusal (`UnknownService`, `UnknownMethod`, `UnmappedOperation`, `Undecided`), each
with a `message`. `Permission.exact` false is what reports call "may".
"""
