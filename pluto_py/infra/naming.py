"""Physical names: the same before and after deployment, valid for the AWS service, different for all else.

A name is `<app>-<stack>-<name>-<8 hex digits>` in lower-case letters, digits and dashes. The digits are a
hash of app, stack, kind and name as they were written, so parts that look alike after simplifying (`a_b`,
`A-B`) still make different names. What does not fit is taken out of the middle: app and stack lose before the
name does. Where names are unique in the world (S3), account and region are hashed in, too.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

__all__ = [
    "DYNAMODB",
    "IAM",
    "LAMBDA",
    "LOCAL_CODE_BUCKET",
    "LOG_GROUP",
    "S3",
    "SAGEMAKER",
    "SQS",
    "global_name",
    "physical_name",
    "versioned_name",
]

# Longest names, in characters, from each service's API reference.
LAMBDA = 64  # CreateFunction, FunctionName
IAM = 64  # CreateRole, RoleName
SAGEMAKER = 63  # CreateEndpoint, EndpointName: [a-zA-Z0-9](-*[a-zA-Z0-9])*
DYNAMODB = 255  # CreateTable, TableName; at least 3
LOG_GROUP = 512  # CreateLogGroup, logGroupName
S3 = 63  # S3 user guide, "General purpose bucket naming rules": 3 to 63, lower case, unique in the world
SQS = 80  # CreateQueue, QueueName

LOCAL_CODE_BUCKET = "pluto-local-files"
"""By this bucket's name the local cloud's Lambda reads a zip from this machine's disk; the key is its path.

A bundle of 50 MB, in base64 inside a JSON document, would take a second of two processes' time to arrive.
"""

_DIGITS = 8
_SHORTEST = 20  # leaves room for the hash and a little of each part


def physical_name(app: str, stack: str, kind: str, name: str, limit: int) -> str:
    """The physical name of a resource, at most `limit` characters long.

    Args:
        app: the app's name, any text.
        stack: the stack's name, any text.
        kind: the resource type; it is only in the hash.
        name: the resource's name, any text.
        limit: of the service, at least 20.
    """
    return _fit(_readable(app, stack), _readable(name), _digest([app, stack, kind, name]), limit)


def global_name(app: str, stack: str, kind: str, name: str, *, account: str, region: str, limit: int) -> str:
    """The physical name of a resource whose names are unique over all accounts and regions."""
    digest = _digest([app, stack, kind, name, account, region])
    return _fit(_readable(app, stack), _readable(name), digest, limit)


def versioned_name(app: str, stack: str, kind: str, name: str, inputs: Any, limit: int) -> str:
    """A name that changes with `inputs` (JSON-like), for objects that cannot be changed in place."""
    return _fit(_readable(app, stack), _readable(name), _digest([app, stack, kind, name, inputs]), limit)


def _fit(scope: str, name: str, digest: str, limit: int) -> str:
    if limit < _SHORTEST:
        raise ValueError(f"No name fits {limit} characters.")
    room = limit - len(digest) - 2  # dashes before the name and before the hash
    name = name[: max(room - len(scope), room // 2)].strip("-")
    scope = scope[: room - len(name)].strip("-")
    return "-".join(part for part in (scope, name, digest) if part)


def _readable(*parts: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")


def _digest(parts: list[Any]) -> str:
    """Hex digits of a hash; SHA-256, because names are seen and inputs may hold secrets."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
