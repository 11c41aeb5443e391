"""IAM on this machine: roles with their policies, managed policies, and the API that keeps them.

`records` are the stored things, `store` keeps them in memory and in the state file, `roles`, `policies` and
`simulation` are the API's operations, `service` finds the operation and writes its answer.
"""
