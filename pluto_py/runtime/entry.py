"""Every function's Lambda handler: `pluto_py.runtime.entry.handler`.

Importing this module imports the app, so that the app's module-level code runs in Lambda's init phase.
"""

from __future__ import annotations

import os

from pluto_py.runtime.dispatch import lambda_handler
from pluto_py.runtime.startup import load

__all__ = ["handler"]

handler = lambda_handler(load(os.environ))
