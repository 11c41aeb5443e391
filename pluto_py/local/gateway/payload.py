"""Bodies that are checked and handed on as they come in, for objects that memory should not hold.

The signature of such a request covers a declaration of its body (`x-amz-content-sha256`), so the caller is
known before the body is read. The declaration is the body's hash, or that it is unsigned, or that it comes in
AWS's own chunks, each with a signature or none, and headers after it. Formats: S3 API reference, "Transferring
Payload in Multiple Chunks", and "Signature calculations: trailing headers".
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from typing import Final

from pluto_py.local.gateway import sigv4
from pluto_py.local.service import ServiceError

__all__ = ["UNSIGNED", "Payload", "declaration"]

UNSIGNED: Final = "UNSIGNED-PAYLOAD"
_CHUNKED_UNSIGNED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
_CHUNKED_SIGNED = ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")
_EMPTY_HASH = hashlib.sha256(b"").hexdigest()
_LONGEST_LINE = 16 * 1024


def declaration(signed: sigv4.Signed, headers: Mapping[str, str]) -> str:
    """What the signer says of the body; a presigned URL says nothing."""
    if signed.expires_s is not None:
        return UNSIGNED
    declared = headers.get("x-amz-content-sha256")
    if declared is None:
        raise ServiceError(
            "InvalidRequest", "Missing required header for this request: x-amz-content-sha256", 400
        )
    return declared


class Payload:
    """A body on its way in: `source` gives what comes over the wire.

    `secret_key` is the signer's, for the signatures of chunks.
    """

    def __init__(
        self,
        source: AsyncIterator[bytes],
        declared: str,
        headers: Mapping[str, str],
        signed: sigv4.Signed,
        secret_key: str,
    ):
        self._source = source
        self._declared = declared
        self._trailers: dict[str, str] = {}
        self._is_chunked = declared == _CHUNKED_UNSIGNED or declared in _CHUNKED_SIGNED
        length = headers.get("x-amz-decoded-content-length" if self._is_chunked else "content-length", "")
        self._length = int(length) if length.isdecimal() else None
        self._chain = _Chain(signed, secret_key) if declared in _CHUNKED_SIGNED else None

    @property
    def length(self) -> int | None:
        """Bytes that the sender announced, after all framing was taken off."""
        return self._length

    @property
    def trailers(self) -> Mapping[str, str]:
        """Headers that came after the body; complete at its end."""
        return self._trailers

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The parts, checked. The last check fails after the last part: only then is the body good."""
        size = 0
        async for part in self._chunks() if self._is_chunked else self._plain():
            size += len(part)
            yield part
        if self._length is not None and size != self._length:
            raise ServiceError(
                "IncompleteBody",
                "You did not provide the number of bytes specified by the Content-Length HTTP header.",
            )

    async def _plain(self) -> AsyncIterator[bytes]:
        digest = None if self._declared == UNSIGNED else hashlib.sha256()
        async for part in self._source:
            if digest is not None:
                digest.update(part)
            yield part
        if digest is not None and digest.hexdigest() != self._declared:
            raise ServiceError(
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
            )

    async def _chunks(self) -> AsyncIterator[bytes]:
        """The data of AWS's chunks, then the trailers."""
        reader = _Reader(self._source)
        while True:
            size, signature = _chunk_head(await reader.line())
            digest = hashlib.sha256()
            async for part in reader.exactly(size):
                digest.update(part)
                yield part
            if self._chain is not None:
                self._chain.check_chunk(digest.hexdigest(), signature)
            if size == 0:
                break
            if await reader.line() != b"":
                raise _malformed("a chunk is longer than it says")
        await self._read_trailers(reader)

    async def _read_trailers(self, reader: _Reader) -> None:
        text = b""
        while line := await reader.line(at_end=b""):
            name, _, value = line.decode("latin-1").partition(":")
            name = name.strip().lower()
            if name == "x-amz-trailer-signature":
                if self._chain is not None:
                    self._chain.check_trailers(hashlib.sha256(text).hexdigest(), value.strip())
                continue
            text += f"{name}:{value.strip()}\n".encode("latin-1")
            self._trailers[name] = value.strip()


class _Chain:
    """Signatures of chunks: each covers the one before it, the first that of the request."""

    def __init__(self, signed: sigv4.Signed, secret_key: str):
        self._signed = signed
        self._key = sigv4.signing_key(secret_key, signed.scope)
        self._last = signed.signature

    def check_chunk(self, digest: str, signature: str) -> None:
        """A chunk of data by its hash. Raises `ServiceError`."""
        self._check("AWS4-HMAC-SHA256-PAYLOAD", (_EMPTY_HASH, digest), signature)

    def check_trailers(self, digest: str, signature: str) -> None:
        """The headers after the last chunk. Raises `ServiceError`."""
        self._check("AWS4-HMAC-SHA256-TRAILER", (digest,), signature)

    def _check(self, algorithm: str, hashes: tuple[str, ...], signature: str) -> None:
        text = "\n".join((algorithm, self._signed.timestamp, self._signed.scope, self._last, *hashes))
        self._last = hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(self._last, signature):
            raise ServiceError(
                "SignatureDoesNotMatch", "The signature of a chunk does not match what was computed.", 403
            )


class _Reader:
    """Lines and runs of bytes out of parts of any size."""

    def __init__(self, source: AsyncIterator[bytes]):
        self._source = source
        self._buffer = b""

    async def line(self, at_end: bytes | None = None) -> bytes:
        """One line without its end; at the end of the body `at_end`, or an error without it."""
        while (end := self._buffer.find(b"\r\n")) < 0:
            if len(self._buffer) > _LONGEST_LINE:
                raise _malformed("a line is too long")
            if not await self._fill():
                if at_end is None or self._buffer:
                    raise _malformed("it ends in the middle")
                return at_end
        line, self._buffer = self._buffer[:end], self._buffer[end + 2 :]
        return line

    async def exactly(self, size: int) -> AsyncIterator[bytes]:
        """The next `size` bytes, in parts."""
        while size:
            if not self._buffer and not await self._fill():
                raise _malformed("it ends in the middle")
            part, self._buffer = self._buffer[:size], self._buffer[size:]
            size -= len(part)
            yield part

    async def _fill(self) -> bool:
        async for part in self._source:
            self._buffer += part
            return True
        return False


def _chunk_head(line: bytes) -> tuple[int, str]:
    """Size and signature of `<hex>[;chunk-signature=<hex>]`."""
    size, _, extension = line.partition(b";")
    try:
        return int(size, 16), extension.decode("ascii").partition("chunk-signature=")[2]
    except ValueError:
        raise _malformed("a chunk does not say its size") from None


def _malformed(why: str) -> ServiceError:
    return ServiceError("IncompleteBody", f"The request body is not in AWS's chunks as it says: {why}.")
