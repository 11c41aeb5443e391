"""Texts are taken in at once and worked off in the background.

`upload` keeps a text in a bucket and pushes a job into a queue. `count_words` runs on every job, by itself: it
reads the text, writes a report beside it, and notes that it is done. `report` answers how far a job is.
"""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter

from pluto_py import Bucket, CloudEvent, Function, KVStore, Queue

files = Bucket("files")
jobs = Queue("jobs")
states = KVStore("states")


def upload(title: str, text: str) -> str:
    """Take a text in; returns the job's id without waiting for the work."""
    job = uuid.uuid4().hex
    files.write(f"texts/{job}.txt", text.encode())
    states.set(job, "waiting")
    jobs.push(json.dumps({"job": job, "title": title}))
    return job


def count_words(event: CloudEvent) -> None:
    """Work off one job. If this raises, the job comes back, five times at most."""
    order = json.loads(event.data)
    job = order["job"]
    text = files.read(f"texts/{job}.txt").decode()
    words = Counter(re.findall(r"\w+", text.lower()))
    found = {
        "title": order["title"],
        "uploaded": event.timestamp,
        "words": sum(words.values()),
        "most common": words.most_common(3),
    }
    files.write(f"reports/{job}.json", json.dumps(found).encode())
    states.set(job, "done")


def report(job: str) -> dict[str, object]:
    """How far a job is, and what came of it."""
    state = states.get(job) or "unknown"
    if state != "done":
        return {"state": state}
    found: dict[str, object] = json.loads(files.read(f"reports/{job}.json"))
    return {"state": state, **found}


jobs.subscribe(count_words, timeout=60)

Function(upload, name="upload")
Function(report, name="report")
