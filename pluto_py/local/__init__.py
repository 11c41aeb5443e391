"""The cloud on this machine: one background process per stack that speaks AWS's wire protocols on loopback.

Start reading at `lifecycle` (how a command finds or starts it), then `cloud` (what the process is made of),
`gateway` (what happens to a request) and `service` (the door to what answers it).
"""
