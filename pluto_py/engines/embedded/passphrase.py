"""Pulumi's passphrase secrets provider: AES-256-GCM under a key from PBKDF2.

Format and parameters are those of the CLI (`sdk/go/common/resource/config/crypt.go`): PBKDF2-HMAC-SHA256,
1,000,000 rounds, 8 bytes of salt, a 32 byte key; text is `v1:<nonce>:<ciphertext and tag>` in base64; the
stack's `encryptionsalt` is `v1:<salt>:` and then the word `pulumi` sealed, by which a wrong passphrase is
noticed.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import json
import os
from pathlib import Path

from pluto_py.engines.properties.values import SECRET, SIGNATURE, Value

__all__ = ["Passphrase", "WrongPassphraseError"]

_ROUNDS = 1_000_000
_KEY_BYTES = 32
_SALT_BYTES = 8
_NONCE_BYTES = 12
_PROBE = "pulumi"


class WrongPassphraseError(Exception):
    """The passphrase does not open what was sealed."""


class Passphrase:
    """Seals and opens secrets of one stack.

    A value that was opened, or sealed before, keeps its ciphertext: what did not change stays byte for byte
    the same in the state file.

    Args:
        phrase: the passphrase; may be empty.
        salt: the stack's `encryptionsalt`, or None for a new stack.
        key_cache: a folder (mode 0700) where derived keys are kept, so that a process need not spend 0.25 s
            on deriving one. Only for a passphrase that lies on the same disk anyway.

    Raises:
        WrongPassphraseError: the salt was made with another passphrase.
    """

    def __init__(self, phrase: str, salt: str | None = None, key_cache: Path | None = None):
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        raw = base64.b64decode(salt.split(":")[1]) if salt else os.urandom(_SALT_BYTES)
        self._cipher = AESGCM(_key(phrase, raw, key_cache))
        self._sealed: dict[str, str] = {}
        if salt:
            if self._open_text(salt.split(":", 2)[2]) != _PROBE:
                raise WrongPassphraseError
            self.salt = salt
        else:
            self.salt = f"v1:{base64.b64encode(raw).decode()}:{self._seal_text(_PROBE)}"

    def encrypt(self, text: str) -> str:
        """The text sealed."""
        if text not in self._sealed:
            self._sealed[text] = self._seal_text(text)
        return self._sealed[text]

    def decrypt(self, sealed: str) -> str:
        """The text that was sealed.

        Raises:
            WrongPassphraseError: it was sealed with another passphrase, or is damaged.
        """
        text = self._open_text(sealed)
        self._sealed.setdefault(text, sealed)
        return text

    def seal(self, value: Value) -> Value:
        """The property value with every secret in it sealed, as state files keep it."""
        if isinstance(value, dict):
            if value.get(SIGNATURE) == SECRET:
                return {SIGNATURE: SECRET, "ciphertext": self.encrypt(_text(value["value"]))}
            return {key: self.seal(item) for key, item in value.items()}
        return [self.seal(item) for item in value] if isinstance(value, list) else value

    def open(self, value: Value) -> Value:
        """The reverse of `seal`."""
        if isinstance(value, dict):
            if value.get(SIGNATURE) == SECRET and "ciphertext" in value:
                return {SIGNATURE: SECRET, "value": json.loads(self.decrypt(value["ciphertext"]))}
            return {key: self.open(item) for key, item in value.items()}
        return [self.open(item) for item in value] if isinstance(value, list) else value

    def _seal_text(self, text: str) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), None)
        return f"v1:{base64.b64encode(nonce).decode()}:{base64.b64encode(sealed).decode()}"

    def _open_text(self, sealed: str) -> str:
        from cryptography.exceptions import InvalidTag

        try:
            _, nonce, body = sealed.split(":")
            return self._cipher.decrypt(base64.b64decode(nonce), base64.b64decode(body), None).decode()
        except (InvalidTag, ValueError):
            raise WrongPassphraseError from None


def _text(value: Value) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@functools.lru_cache(maxsize=16)
def _key(phrase: str, salt: bytes, cache: Path | None) -> bytes:
    # The file's name tells neither the passphrase nor the key: both are hashed away, the salt is public.
    kept = cache / hashlib.sha256(b"name" + salt + phrase.encode()).hexdigest()[:32] if cache else None
    if kept is not None and kept.is_file():
        found = kept.read_bytes()
        if len(found) == _KEY_BYTES:
            return found
    key = hashlib.pbkdf2_hmac("sha256", phrase.encode(), salt, _ROUNDS, _KEY_BYTES)
    if kept is not None:
        # The cache saves time only: a folder that cannot be written is no error.
        with contextlib.suppress(OSError):
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(key)
    return key
