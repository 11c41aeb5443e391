"""Lambda on this machine: its control plane, the processes that functions run in, and their URLs.

`service.LambdaService` is what the gateway talks to. Behind it:

`api`   one module per family of operations: what AWS checks, answers and refuses.
`store` every function's configuration, URL and policy, one row each, in the cloud's sqlite file.
`code`  a function's zip, unpacked once per content and hard-linked where an earlier version had the same
file. `host`  environments: a process driven by AWS's own runtime client through the Lambda Runtime API,
started when
        needed, reused, and ended when idle, outdated, over time or over memory.
`url`   one loopback port per Function URL: request → payload 2.0 event → invocation → response.
"""
