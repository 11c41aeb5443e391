"""A Pulumi engine inside this process, behind the Automation API's `PulumiCommand`.

It needs no CLI, starts in milliseconds, and keeps its state in the CLI's own layout, so a stack may pass from
one to the other at any time. The way of an update through the modules:

```
command ─▶ operations ─▶ program ─▶ monitor ─▶ update ─▶ generator ─▶ steps ─▶ executor ─▶ journal ─▶ backend
             (lock, log)   (SDK)     (gRPC)      │         (judging)              │
                                                 └─ registry: providers           └─ events
```
"""

from pluto_py.engines.embedded.command import EmbeddedPulumi

__all__ = ["EmbeddedPulumi"]
