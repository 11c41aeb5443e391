"""Buckets and queues of a real cloud process: `kill -9` at any moment, restarts, large objects, an idle cost."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pluto_py.local import lifecycle
from pluto_py.local.stores.s3.blobs import Blobs
from pluto_py.local.stores.s3.index import Index
from pluto_py.local.stores.s3.records import Blob, Content, Facts, StoredObject

MIB = 1024 * 1024
Clients = Callable[[str], Any]


@contextlib.contextmanager
def clients_of(cloud: lifecycle.Cloud) -> Iterator[Clients]:
    made = []

    def client(service: str) -> Any:
        made.append(
            boto3.client(
                service,
                endpoint_url=cloud.endpoint_url,
                region_name="us-east-1",
                aws_access_key_id=cloud.access_key,
                aws_secret_access_key=cloud.secret_key,
                config=Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=20),
            )
        )
        return made[-1]

    yield client
    for found in made:
        found.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], lifecycle.Cloud]]:
    running: list[lifecycle.Cloud] = []

    def starter() -> lifecycle.Cloud:
        running.append(lifecycle.ensure_running(tmp_path / "cloud", stack="dev", region="us-east-1"))
        return running[-1]

    yield starter
    running[-1].stop()


def kill(cloud: lifecycle.Cloud) -> None:
    os.kill(cloud.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.kill(cloud.pid, 0)
            time.sleep(0.01)


def files_in(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


def test_what_was_answered_survives_being_killed_in_the_middle_of_writing(start, tmp_path):
    cloud = start()
    written: dict[str, str] = {}
    pushed: list[str] = []
    with clients_of(cloud) as client:
        s3, sqs = client("s3"), client("sqs")
        s3.create_bucket(Bucket="my-bucket")
        url = sqs.create_queue(QueueName="orders")["QueueUrl"]

        def write() -> None:
            with contextlib.suppress(ClientError, BotoCoreError):
                for n in range(10_000):
                    body = os.urandom(MIB + n)
                    s3.put_object(Bucket="my-bucket", Key=f"k{n % 5}", Body=body)
                    written[f"k{n % 5}"] = hashlib.sha256(body).hexdigest()
                    sqs.send_message(QueueUrl=url, MessageBody=str(n))
                    pushed.append(str(n))

        writer = threading.Thread(target=write)
        writer.start()
        while len(pushed) < 8:
            time.sleep(0.01)
        kill(cloud)
        writer.join()
    cloud = start()
    with clients_of(cloud) as client:
        s3, sqs = client("s3"), client("sqs")
        whole = 0
        for key, digest in written.items():
            body = s3.get_object(Bucket="my-bucket", Key=key)["Body"].read()
            whole += hashlib.sha256(body).hexdigest() == digest  # one may be newer: stored, its answer lost
        assert whole >= len(written) - 1
        received = set()
        while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            received |= {message["Body"] for message in found}
        assert set(pushed) <= received
    assert len(files_in(tmp_path / "cloud" / "s3")) == 5, "nothing that was half-written is left"


def test_large_objects_pass_through_without_being_held(start, tmp_path):
    cloud = start()
    large = tmp_path / "large"
    with large.open("wb") as file:
        for _ in range(200):
            file.write(os.urandom(MIB))
    with clients_of(cloud) as client:
        s3 = client("s3")
        s3.create_bucket(Bucket="my-bucket")
        s3.put_object(Bucket="my-bucket", Key="small", Body=b"x" * MIB)
        before = cloud.status().memory_bytes
        peak = Peak(cloud)
        with large.open("rb") as file:
            s3.put_object(Bucket="my-bucket", Key="large", Body=file)
        s3.copy_object(Bucket="my-bucket", Key="copy", CopySource="my-bucket/large")
        digest = hashlib.sha256()
        for part in s3.get_object(Bucket="my-bucket", Key="copy")["Body"].iter_chunks(MIB):
            digest.update(part)
        grown = peak.stop() - before
    with large.open("rb") as file:
        assert digest.hexdigest() == hashlib.sha256(file.read()).hexdigest()
    assert grown < 40 * MIB


class Peak:
    """The most memory that a cloud takes from now on, looked at all the time."""

    def __init__(self, cloud: lifecycle.Cloud):
        self._most = 0
        self._cloud = cloud
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            resident = int(Path(f"/proc/{self._cloud.pid}/statm").read_text().split()[1])
            self._most = max(self._most, resident * os.sysconf("SC_PAGE_SIZE"))

    def stop(self) -> int:
        self._over.set()
        self._thread.join()
        return self._most


class TestHalfDoneChanges:
    """What a process leaves that is killed between its steps, taken up by the next."""

    @pytest.fixture
    def paths(self, tmp_path: Path) -> tuple[Path, Path]:
        return tmp_path / "state.sqlite", tmp_path / "s3"

    def stored(self, blob: Blob) -> StoredObject:
        return StoredObject("b", "k", Content([blob], "etag"), 0, Facts())

    def written(self, blobs: Blobs, data: bytes) -> Blob:
        return blobs.writer(()).finish(data)

    def test_committed_but_not_moved(self, paths):
        blobs = Blobs(paths[1])
        index = Index(paths[0], blobs)
        blob = self.written(blobs, b"content")
        index.put(self.stored(blob))
        index.close()
        (place,) = files_in(paths[1])
        place.rename(paths[1] / "incoming" / blob.name)  # as it lay before the move
        again = Blobs(paths[1])
        found = Index(paths[0], again)
        stored = found.find("b", "k")
        assert stored is not None
        with again.open(stored.content.blobs[0]) as file:
            assert file.read() == b"content"
        found.close()

    def test_written_but_not_committed(self, paths):
        blobs = Blobs(paths[1])
        self.written(blobs, b"content")
        Index(paths[0], Blobs(paths[1])).close()
        assert files_in(paths[1]) == []

    def test_replaced_but_not_removed(self, paths):
        blobs = Blobs(paths[1])
        index = Index(paths[0], blobs)
        index.put(self.stored(self.written(blobs, b"one")))
        (old,) = files_in(paths[1])
        kept = old.read_bytes()
        index.put(self.stored(self.written(blobs, b"two")))
        index.close()
        old.write_bytes(kept)  # as it lay before it was removed, and noted as useless
        with contextlib.closing(sqlite3.connect(paths[0])) as state:
            state.execute("INSERT INTO s3_garbage VALUES (?)", (old.name,))
            state.commit()
        Index(paths[0], Blobs(paths[1])).close()
        (left,) = files_in(paths[1])
        assert left.read_bytes() == b"two"

    def test_a_state_file_that_cannot_be_written_loses_nothing(self, paths):
        blobs = Blobs(paths[1])
        index = Index(paths[0], blobs)
        index.put(self.stored(self.written(blobs, b"one")))
        with contextlib.closing(sqlite3.connect(paths[0])) as other:
            other.execute("BEGIN EXCLUSIVE")
            index._connection.execute("PRAGMA busy_timeout = 10")
            with pytest.raises(sqlite3.OperationalError):
                index.put(self.stored(self.written(blobs, b"two")))
        stored = index.find("b", "k")
        assert stored is not None
        with blobs.open(stored.content.blobs[0]) as file:
            assert file.read() == b"one"
        index.close()
