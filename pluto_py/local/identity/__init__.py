"""Who calls, and what they may do: policies, their evaluation, credentials, and the IAM and STS services.

`policy` reads documents, `conditions` and `patterns` are their two small languages, `evaluation` judges;
`sealing` makes session tokens that need no storage; `authority` is the whole as the gateway and services
see it.
"""
