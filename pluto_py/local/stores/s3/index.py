"""Which objects there are, in the state file. For one thread at a time.

A change and the names of the blobs that it makes useless are one transaction; the files are removed after it.
Those that a killed process did not get to are removed at the next start.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pluto_py.local.database import connect
from pluto_py.local.stores.s3.blobs import Blobs
from pluto_py.local.stores.s3.records import Blob, Bucket, Content, Facts, Part, StoredObject, Upload

__all__ = ["Index", "now"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS s3_buckets (name TEXT PRIMARY KEY, region TEXT NOT NULL, created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS s3_documents (
    bucket TEXT, kind TEXT, body BLOB NOT NULL, PRIMARY KEY (bucket, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_objects (
    bucket TEXT, key TEXT, size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL,
    blobs TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, started INTEGER NOT NULL, facts TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS s3_parts (
    upload TEXT, number INTEGER, size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL,
    blobs TEXT NOT NULL, checksums TEXT NOT NULL, PRIMARY KEY (upload, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_garbage (blob TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_OBJECT = "bucket, key, etag, modified, blobs, facts"


class Index:
    """See the module."""

    def __init__(self, database: Path, blobs: Blobs):
        self._connection = connect(database)
        self._connection.executescript(_SCHEMA)
        self._blobs = blobs
        rows = self._connection.execute("SELECT name, region, created FROM s3_buckets")
        self.buckets: dict[str, Bucket] = {row[0]: Bucket(*row) for row in rows}
        self._recover()

    def close(self) -> None:
        """Let go of the state file."""
        self._connection.close()

    # -- buckets and their settings

    def add_bucket(self, bucket: Bucket) -> None:
        """Make a bucket."""
        self._connection.execute(
            "INSERT INTO s3_buckets VALUES (?, ?, ?)", (bucket.name, bucket.region, bucket.created)
        )
        self.buckets[bucket.name] = bucket

    def remove_bucket(self, name: str) -> bool:
        """Remove a bucket with its settings and unfinished uploads; False if there are objects in it."""
        with self._change() as useless:
            if self._connection.execute(
                "SELECT 1 FROM s3_objects WHERE bucket = ? LIMIT 1", (name,)
            ).fetchone():
                return False
            for upload in self.uploads(name):
                useless.extend(self._drop_upload(upload.identifier))
            self._connection.execute("DELETE FROM s3_documents WHERE bucket = ?", (name,))
            self._connection.execute("DELETE FROM s3_buckets WHERE name = ?", (name,))
        del self.buckets[name]
        return True

    def document(self, bucket: str, kind: str) -> bytes | None:
        """A setting of a bucket as it was put, or None."""
        row = self._connection.execute(
            "SELECT body FROM s3_documents WHERE bucket = ? AND kind = ?", (bucket, kind)
        ).fetchone()
        return bytes(row[0]) if row else None

    def documents(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """A setting of every bucket that has it."""
        yield from self._connection.execute("SELECT bucket, body FROM s3_documents WHERE kind = ?", (kind,))

    def put_document(self, bucket: str, kind: str, body: bytes | None) -> None:
        """Set a setting of a bucket, or take it away."""
        if body is None:
            self._connection.execute("DELETE FROM s3_documents WHERE bucket = ? AND kind = ?", (bucket, kind))
        else:
            self._connection.execute(
                "INSERT OR REPLACE INTO s3_documents VALUES (?, ?, ?)", (bucket, kind, body)
            )

    # -- objects

    def find(self, bucket: str, key: str) -> StoredObject | None:
        """An object, or None."""
        row = self._connection.execute(
            f"SELECT {_OBJECT} FROM s3_objects WHERE bucket = ? AND key = ?",  # noqa: S608 - a constant
            (bucket, key),
        ).fetchone()
        return _object(row) if row else None

    def put(self, stored: StoredObject) -> None:
        """Make or replace an object whose blobs are not settled."""
        with self._change() as useless:
            useless.extend(self._blobs_of_object(stored.bucket, stored.key))
            self._insert(stored)
        self._blobs.settle(stored.content.blobs)

    def amend(self, stored: StoredObject) -> None:
        """Change what is said of an object; its bytes stay."""
        self._insert(stored)

    def remove(self, bucket: str, key: str) -> None:
        """Remove an object; no error if it is not there."""
        with self._change() as useless:
            useless.extend(self._blobs_of_object(bucket, key))
            self._connection.execute("DELETE FROM s3_objects WHERE bucket = ? AND key = ?", (bucket, key))

    def scan(self, bucket: str, start: str, *, inclusive: bool) -> Iterator[StoredObject]:
        """Objects from a key on, in the order of their keys' UTF-8 bytes; read as they are asked for."""
        rows = self._connection.execute(
            f"SELECT {_OBJECT} FROM s3_objects WHERE bucket = ? "  # noqa: S608 - constants
            f"AND key {'>=' if inclusive else '>'} ? ORDER BY key",
            (bucket, start),
        )
        return map(_object, rows)

    # -- uploads in parts

    def add_upload(self, upload: Upload) -> None:
        """Begin an upload."""
        row = (
            upload.identifier,
            upload.bucket,
            upload.key,
            upload.started,
            json.dumps(upload.facts.to_data()),
        )
        self._connection.execute("INSERT INTO s3_uploads VALUES (?, ?, ?, ?, ?)", row)

    def upload(self, identifier: str) -> Upload | None:
        """An unfinished upload, or None."""
        row = self._connection.execute("SELECT * FROM s3_uploads WHERE id = ?", (identifier,)).fetchone()
        return _upload(row) if row else None

    def uploads(self, bucket: str) -> list[Upload]:
        """A bucket's unfinished uploads, by key and start."""
        rows = self._connection.execute(
            "SELECT * FROM s3_uploads WHERE bucket = ? ORDER BY key, started", (bucket,)
        )
        return [_upload(row) for row in rows]

    def put_part(self, upload: str, part: Part) -> None:
        """Add a part whose blobs are not settled, or replace the one of its number."""
        with self._change() as useless:
            useless.extend(self._blobs_of_parts(upload, part.number))
            row = (
                upload,
                part.number,
                part.content.size,
                part.content.etag,
                part.modified,
                _blobs(part.content.blobs),
                json.dumps(dict(part.checksums)),
            )
            self._connection.execute("INSERT OR REPLACE INTO s3_parts VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self._blobs.settle(part.content.blobs)

    def parts(self, upload: str) -> list[Part]:
        """The parts of an upload, by number."""
        rows = self._connection.execute(
            "SELECT number, etag, modified, blobs, checksums FROM s3_parts WHERE upload = ? ORDER BY number",
            (upload,),
        )
        return [_part(row) for row in rows]

    def complete(self, upload: str, stored: StoredObject) -> None:
        """Make the object of an upload, from blobs of its parts; the other parts go."""
        used = {blob.name for blob in stored.content.blobs}
        with self._change() as useless:
            useless.extend(self._blobs_of_object(stored.bucket, stored.key))
            useless.extend([name for name in self._drop_upload(upload) if name not in used])
            self._insert(stored)

    def abort(self, upload: str) -> None:
        """Remove an upload with its parts."""
        with self._change() as useless:
            useless.extend(self._drop_upload(upload))

    # -- what changes share

    @contextmanager
    def _change(self) -> Iterator[list[str]]:
        """One transaction; the names of blobs that it is given are removed once it is committed."""
        useless: list[str] = []
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            yield useless
            rows = [(name,) for name in useless]
            self._connection.executemany("INSERT OR IGNORE INTO s3_garbage VALUES (?)", rows)
        if useless:
            self._remove(useless)

    def _remove(self, names: Iterable[str]) -> None:
        names = list(names)
        self._blobs.remove(names)
        self._connection.executemany("DELETE FROM s3_garbage WHERE blob = ?", [(name,) for name in names])

    def _insert(self, stored: StoredObject) -> None:
        row = (
            stored.bucket,
            stored.key,
            stored.content.size,
            stored.content.etag,
            stored.modified,
            _blobs(stored.content.blobs),
            json.dumps(stored.facts.to_data()),
        )
        self._connection.execute("INSERT OR REPLACE INTO s3_objects VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def _drop_upload(self, identifier: str) -> list[str]:
        names = self._blobs_of_parts(identifier)
        self._connection.execute("DELETE FROM s3_parts WHERE upload = ?", (identifier,))
        self._connection.execute("DELETE FROM s3_uploads WHERE id = ?", (identifier,))
        return names

    def _blobs_of_object(self, bucket: str, key: str) -> list[str]:
        rows = self._connection.execute(
            "SELECT blobs FROM s3_objects WHERE bucket = ? AND key = ?", (bucket, key)
        )
        return [name for (text,) in rows for name, _ in json.loads(text)]

    def _blobs_of_parts(self, upload: str, number: int | None = None) -> list[str]:
        rows = self._connection.execute(
            "SELECT blobs FROM s3_parts WHERE upload = ? AND (? IS NULL OR number = ?)",
            (upload, number, number),
        )
        return [name for (text,) in rows for name, _ in json.loads(text)]

    def _recover(self) -> None:
        """Finish what a killed process had begun."""

        def is_known(name: str) -> bool:
            pattern = f'%"{name}"%'
            query = "SELECT 1 FROM s3_objects WHERE blobs LIKE ? UNION ALL SELECT 1 FROM s3_parts WHERE blobs LIKE ?"
            return self._connection.execute(query, (pattern, pattern)).fetchone() is not None

        self._blobs.recover(is_known)
        self._remove(name for (name,) in self._connection.execute("SELECT blob FROM s3_garbage").fetchall())


def now() -> int:
    """Milliseconds since 1970."""
    return int(time.time() * 1000)


def _blobs(blobs: Sequence[Blob]) -> str:
    return json.dumps([[blob.name, blob.size] for blob in blobs])


def _content(blobs: str, etag: str) -> Content:
    return Content([Blob(name, size) for name, size in json.loads(blobs)], etag)


def _object(row: Sequence[Any]) -> StoredObject:
    bucket, key, etag, modified, blobs, facts = row
    return StoredObject(bucket, key, _content(blobs, etag), modified, _facts(facts))


def _upload(row: Sequence[Any]) -> Upload:
    identifier, bucket, key, started, facts = row
    return Upload(identifier, bucket, key, started, _facts(facts))


def _part(row: Sequence[Any]) -> Part:
    number, etag, modified, blobs, checksums = row
    return Part(number, _content(blobs, etag), modified, json.loads(checksums))


def _facts(text: str) -> Facts:
    data: Mapping[str, Any] = json.loads(text)
    return Facts(**data)
