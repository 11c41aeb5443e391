"""What was last deployed is remembered, and a damaged memory is named as such."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from pluto_py.project import Paths, records
from pluto_py.project.records import DamagedRecordError, DeploymentRecord


@pytest.fixture
def paths(tmp_path) -> Paths:
    return Paths(tmp_path)


def test_what_is_written_is_read(paths):
    record = DeploymentRecord("abc", {"function:chat:url": "http://127.0.0.1:1/", "n": 1})
    records.write(paths, "dev", record)
    assert records.read(paths, "dev") == record
    assert abs(datetime.now(timezone.utc) - datetime.fromisoformat(record.when)).total_seconds() < 60


def test_stacks_are_apart_and_none_is_none(paths):
    records.write(paths, "dev", DeploymentRecord("abc"))
    assert records.read(paths, "prod") is None


def test_only_the_owner_may_read_it(paths):
    records.write(paths, "dev", DeploymentRecord("abc"))
    assert paths.deployment("dev").stat().st_mode & 0o777 == 0o600


def test_forgotten(paths):
    records.write(paths, "dev", DeploymentRecord("abc"))
    records.forget(paths, "dev")
    records.forget(paths, "dev")
    assert records.read(paths, "dev") is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 1}',
        '{"version": 2, "fingerprint": "a", "outputs": {}, "when": "2026-01-01T00:00:00+00:00"}',
        '{"version": 1, "fingerprint": 1, "outputs": {}, "when": "2026-01-01T00:00:00+00:00"}',
        '{"version": 1, "fingerprint": "a", "outputs": [], "when": "2026-01-01T00:00:00+00:00"}',
        '{"version": 1, "fingerprint": "a", "outputs": {}, "when": "yesterday"}',
    ],
)
def test_a_damaged_one_says_so_and_how_to_mend_it(paths, content):
    paths.deployment("dev").parent.mkdir(parents=True)
    paths.deployment("dev").write_text(content)
    with pytest.raises(DamagedRecordError, match="stack 'dev' is damaged") as caught:
        records.read(paths, "dev")
    assert caught.value.where == str(paths.deployment("dev"))
    assert "pluto deploy --stack dev" in (caught.value.hint or "")
