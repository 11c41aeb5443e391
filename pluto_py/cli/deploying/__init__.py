"""`pluto deploy` and `pluto destroy`, step by step.

`pipeline` is the order of things; what it asks of others lies beside it: `fingerprint` decides whether
anything changed, `cloud` brings the local cloud up meanwhile, `engine` makes the Pulumi deployment, `changes`
and `progress` turn the engine's events into lines, `calls` into what a user pastes.
"""
