"""Session credentials that need no storage: the token carries the session, sealed with the stack's own key.

As on AWS, a session token is opaque to its owner and complete for the service: role, session name, expiry and
session policy stand in it, authenticated by HMAC-SHA256. The secret key is derived from the access key. So
sessions survive a restart, and any number of them costs nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from functools import lru_cache

from pluto_py.local.context import Credentials

__all__ = ["DEPLOYER_USER", "Sealer", "Session", "new_access_key"]

_KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TAG_LENGTH = 32

DEPLOYER_USER = "pluto"
"""The IAM user that a stack's own credentials belong to."""


@dataclass(frozen=True)
class Session:
    """What a token says.

    `role_arn` and `role_id` are empty for a session of the deployer (GetSessionToken). `expires` and `issued`
    are seconds since the epoch. `policy` is the session policy's document, empty if there is none.
    """

    access_key: str
    name: str
    expires: int
    issued: int
    role_arn: str = ""
    role_id: str = ""
    policy: str = ""

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return time.time() >= self.expires


class Sealer:
    """Issues and opens session tokens with a key derived from the deployer's secret."""

    def __init__(self, secret: str):
        self._key = hmac.new(secret.encode(), b"session tokens", hashlib.sha256).digest()
        self.open = lru_cache(maxsize=1024)(self._open)

    def issue(
        self, name: str, lifetime_s: int, *, role_arn: str = "", role_id: str = "", policy: str = ""
    ) -> Credentials:
        """New credentials for a session."""
        now = int(time.time())
        session = Session(
            access_key=new_access_key("ASIA"),
            name=name,
            expires=now + lifetime_s,
            issued=now,
            role_arn=role_arn,
            role_id=role_id,
            policy=policy,
        )
        payload = json.dumps(asdict(session), separators=(",", ":")).encode()
        return Credentials(
            access_key=session.access_key,
            secret_key=self.secret_key(session.access_key),
            session_token=base64.b64encode(self._tag(payload) + payload).decode(),
            expiration=datetime.fromtimestamp(session.expires, timezone.utc),
        )

    def secret_key(self, access_key: str) -> str:
        """The secret that belongs to a temporary access key: 40 characters, as AWS's."""
        digest = hmac.new(self._key, b"secret " + access_key.encode(), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()[:40]

    def _open(self, token: str) -> Session | None:
        """What a token says; None if this stack did not issue it."""
        try:
            sealed = base64.b64decode(token, validate=True)
        except ValueError:
            return None
        tag, payload = sealed[:_TAG_LENGTH], sealed[_TAG_LENGTH:]
        if not hmac.compare_digest(tag, self._tag(payload)):
            return None
        return Session(**json.loads(payload))

    def _tag(self, payload: bytes) -> bytes:
        return hmac.new(self._key, b"token " + payload, hashlib.sha256).digest()


def new_access_key(prefix: str) -> str:
    """A random access key id: `AKIA…` for long-lived ones, `ASIA…` for temporary ones, 20 characters."""
    return prefix + "".join(secrets.choice(_KEY_ALPHABET) for _ in range(16))
