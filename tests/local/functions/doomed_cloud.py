"""A local Lambda in a process of its own, to be killed: `doomed_cloud.py DIRECTORY`.

Runs a function that loops for ever and one that is idle, prints the pids of both, and waits to be killed.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from conftest import LocalLambda, until

BUSY = "import os\ndef handler(event, context):\n    print('pid', os.getpid())\n    while True: pass\n"
IDLE = "import os\ndef handler(event, context):\n    return os.getpid()\n"

cloud = LocalLambda(Path(sys.argv[1])).start()
cloud.make_role()
cloud.create(BUSY, "busy", Timeout=600)
cloud.create(IDLE, "idle")
idle, _ = cloud.call(name="idle")
threading.Thread(target=lambda: cloud.call(name="busy"), daemon=True).start()
(line,) = until(lambda: [line for line in cloud.lines.of("busy") if line.startswith("pid")])
print(idle, line.split()[1], flush=True)
time.sleep(600)
