"""What runs inside a function: start-up, the HTTP contract, direct calls, the resources it may use.

This room is shipped in every bundle, so it is standard library only, and it imports heavy modules
(`asyncio`) only when a handler needs them.

The story of one environment: Lambda imports `entry`; `startup` imports the app's entrypoint, whose
module-level code fills `registry`; `dispatch` wraps the one registered handler; each event then goes
through `http_contract` (Function URLs), `invocation` (`Function.invoke`), `queue_events` (subscribers of a
queue) or straight to a raw handler.
"""
