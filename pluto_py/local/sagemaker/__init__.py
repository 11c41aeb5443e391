"""SageMaker of the local cloud: models, endpoint configurations, endpoints, and invoking them.

`service` is the door; `models`, `configs`, `endpoints` and `tags` are the control plane over `store`;
`deployment` moves endpoints through their states and holds their containers; `runtime` answers invocations.
"""
