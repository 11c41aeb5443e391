"""The example with a queue and a bucket, deployed and used, disturbed and taken down."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from tests.e2e.conftest import ROOT, App, deployable, post, url_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("upload_queue")]

TWO_QUEUES = """
from pluto_py import CloudEvent, Function, KVStore, Queue

seen = KVStore("seen")


def remember(name):
    def handler(event: CloudEvent):
        tries = int(seen.get(f"{name}/{event.data}") or 0) + 1
        seen.set(f"{name}/{event.data}", str(tries))
        if event.data == "stumbles" and tries == 1:
            raise RuntimeError("the first time")

    return handler


queues = {name: Queue(name) for name in ("first", "second")}
for name, queue in queues.items():
    queue.subscribe(remember(name), timeout=1)


def push(name, message):
    if name == "first":
        queues["first"].push(message)
    else:
        queues["second"].push(message)


def tries(key):
    return seen.get(key)


Function(push, name="push")
Function(tries, name="tries")
"""


def until(condition: Callable[[], Any], seconds: float = 20) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return found


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with deployable(ROOT / "examples" / "upload_queue", tmp_path_factory.mktemp("queue") / "app") as app:
        app.deploy()
        yield app


@pytest.fixture(scope="module")
def report(app: App) -> dict[str, Any]:
    return app.deploy()


def client(app: App, service: str) -> Any:
    environment = app.aws_environment()
    return boto3.client(
        service,  # type: ignore[call-overload]  # one of many literal overloads
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name="us-east-1",
    )


def upload(report: dict[str, Any], text: str) -> str:
    status, answer = post(url_of(report, "upload"), {"title": "A title", "text": text})
    assert status == 200
    return str(answer["body"])


def finished(report: dict[str, Any], job: str) -> Any:
    def done() -> Any:
        answer = post(url_of(report, "report"), [job])[1]["body"]
        return answer if answer["state"] == "done" else None

    return until(done)


def test_what_is_uploaded_is_worked_off_in_the_background(report: dict[str, Any]) -> None:
    before = time.time() * 1000
    found = finished(report, upload(report, "the end of the beginning"))
    assert (found["title"], found["words"], found["most common"][0]) == ("A title", 5, ["the", 2])
    assert before - 1 <= found["uploaded"] <= time.time() * 1000
    assert post(url_of(report, "report"), ["nothing"])[1]["body"] == {"state": "unknown"}


def test_many_jobs_are_all_done(report: dict[str, Any]) -> None:
    jobs = [upload(report, "word " * n) for n in range(1, 16)]
    assert [finished(report, job)["words"] for job in jobs] == list(range(1, 16))


def test_each_function_may_do_what_its_code_does_and_nothing_else(app: App) -> None:
    grants = json.loads(app.pluto("deduce", "--json").stdout)["grants"]
    assert {(g["function"], g["name"], *g["actions"]) for g in grants} == {
        ("upload", "files", "s3:PutObject"),
        ("upload", "states", "dynamodb:PutItem"),
        ("upload", "jobs", "sqs:SendMessage"),
        ("jobs-subscribe-0", "files", "s3:GetObject"),
        ("jobs-subscribe-0", "files", "s3:PutObject"),
        ("jobs-subscribe-0", "states", "dynamodb:PutItem"),
        ("report", "files", "s3:GetObject"),
        ("report", "states", "dynamodb:GetItem"),
    }


def test_the_architecture_says_what_runs_the_subscriber(app: App) -> None:
    functions = json.loads(app.pluto("deduce", "--json").stdout)["functions"]
    (subscriber,) = [f for f in functions if f["trigger"]["kind"] == "queue"]
    assert subscriber["name"] == "jobs-subscribe-0"
    assert subscriber["trigger"] == {"kind": "queue", "resource": "jobs", "timeout": 60}
    shown = app.pluto("explain", "jobs-subscribe-0").stdout
    assert "queue of jobs, timeout=60" in shown


def test_without_its_grant_a_write_is_denied_as_aws_denies_it(app: App, report: dict[str, Any]) -> None:
    iam = client(app, "iam")
    role = next(r["RoleName"] for r in iam.list_roles()["Roles"] if "-upload-" in r["RoleName"])
    policy = iam.get_role_policy(RoleName=role, PolicyName="grants")["PolicyDocument"]
    kept = [s for s in policy["Statement"] if s["Action"] != ["s3:PutObject"]]
    assert len(kept) < len(policy["Statement"])
    try:
        reduced = json.dumps({**policy, "Statement": kept})
        iam.put_role_policy(RoleName=role, PolicyName="grants", PolicyDocument=reduced)
        status, answer = post(url_of(report, "upload"), ["title", "text"])
        assert status == 500
        assert "AccessDenied" in answer["body"]
        assert "s3:PutObject" in answer["body"]
    finally:
        iam.put_role_policy(RoleName=role, PolicyName="grants", PolicyDocument=json.dumps(policy))
        iam.close()
    assert post(url_of(report, "upload"), ["title", "text"])[0] == 200


def test_the_bucket_and_queue_are_what_their_outputs_say(app: App, report: dict[str, Any]) -> None:
    job = upload(report, "to be found")
    finished(report, job)
    outputs = json.loads(app.pluto("stack", "outputs", "--json").stdout)
    s3, sqs = client(app, "s3"), client(app, "sqs")
    name = outputs["resource:Bucket:files:aws_bucket_name"]
    assert s3.get_object(Bucket=name, Key=f"texts/{job}.txt")["Body"].read() == b"to be found"
    block = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    assert all(block.values())
    attributes = sqs.get_queue_attributes(
        QueueUrl=outputs["resource:Queue:jobs:queue_url"], AttributeNames=["All"]
    )["Attributes"]
    assert attributes["VisibilityTimeout"] == str(6 * 60)
    dead = json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"].rpartition(":")[2]
    assert outputs["resource:Queue:jobs:dead_letter_queue_url"].endswith(f"/{dead}")
    s3.close(), sqs.close()


def test_jobs_and_files_survive_a_killed_cloud(app: App, report: dict[str, Any]) -> None:
    kept = upload(report, "one two three")
    finished(report, kept)
    lambda_ = client(app, "lambda")
    (mapping,) = lambda_.list_event_source_mappings()["EventSourceMappings"]
    lambda_.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    waiting = upload(report, "four five")
    cloud = json.loads((app.directory / ".pluto" / "local" / "dev" / "cloud.json").read_text())
    os.kill(cloud["process"]["pid"], signal.SIGKILL)
    lambda_.close()
    again = app.deploy()
    assert finished(again, kept)["words"] == 3
    assert post(url_of(again, "report"), [waiting])[1]["body"] == {"state": "waiting"}
    lambda_ = client(app, "lambda")
    lambda_.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
    lambda_.close()
    assert finished(again, waiting)["words"] == 2


def test_an_unchanged_app_changes_nothing(app: App) -> None:
    assert not app.deploy().get("changes")


@pytest.fixture(scope="module")
def looped(write_app: Callable[[str], App]) -> tuple[App, dict[str, str]]:
    """The app with subscribers that are made in a loop, and its URLs."""
    app = write_app(TWO_QUEUES)
    found = app.deploy()
    return app, {name: url_of(found, name) for name in ("push", "tries")}


def test_subscribers_made_in_a_loop_each_run_their_own_handler(looped: tuple[App, dict[str, str]]) -> None:
    _, urls = looped
    for name in ("first", "second"):
        assert post(urls["push"], [name, "hello"])[0] == 200
    for name in ("first", "second"):
        until(lambda name=name: post(urls["tries"], [f"{name}/hello"])[1]["body"] == "1")
    assert post(urls["tries"], ["second/first"])[1]["body"] is None


def test_a_message_that_fails_comes_again_after_six_times_the_timeout(
    looped: tuple[App, dict[str, str]],
) -> None:
    app, urls = looped
    began = time.monotonic()
    post(urls["push"], ["first", "stumbles"])
    until(lambda: post(urls["tries"], ["first/stumbles"])[1]["body"] == "2")
    assert 5 < time.monotonic() - began < 12
    assert "RuntimeError: the first time" in app.pluto("logs", "first-subscribe-0").stdout
