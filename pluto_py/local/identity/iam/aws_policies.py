"""AWS's own managed policies (`arn:aws:iam::aws:policy/…`), read from the list that moto ships.

The list is 5 MB of JSON inside a Python module whose package takes 25 MiB to import; one policy is cut out
of its text instead, when somebody attaches it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from pluto_py.local.identity.iam.records import ManagedPolicy, PolicyVersion

__all__ = ["find"]

_PREFIX = "arn:aws:iam::aws:policy/"


@lru_cache(maxsize=64)
def find(arn: str) -> ManagedPolicy | None:
    """The policy with this ARN, or None if AWS has none (or it is newer than the list)."""
    if not arn.startswith(_PREFIX):
        return None
    path, _, name = ("/" + arn.removeprefix(_PREFIX)).rpartition("/")
    text = _list()
    start = text.find(f'\n "{name}":{{')
    if start < 0:
        return None
    entry, _ = json.JSONDecoder().raw_decode(text, text.index("{", start))
    if entry.get("Path", "/") != path + "/":
        return None
    created = datetime.fromisoformat(entry["CreateDate"]).timestamp()
    updated = datetime.fromisoformat(entry.get("UpdateDate", entry["CreateDate"])).timestamp()
    version = entry["DefaultVersionId"]
    return ManagedPolicy(
        name=name,
        id="ANPA" + base64.b32encode(hashlib.sha256(name.encode()).digest()).decode()[:17],
        arn=arn,
        path=path + "/",
        created=created,
        updated=updated,
        default_version=version,
        versions={version: PolicyVersion(json.dumps(entry["Document"]), updated)},
    )


def _list() -> str:
    package = find_spec("moto")
    if package is None or package.origin is None:
        return ""
    return (Path(package.origin).parent / "iam" / "aws_managed_policies.py").read_text("utf-8")
