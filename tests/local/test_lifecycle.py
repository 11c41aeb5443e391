"""The background process: found, started once, restarted, stopped, and mended after every kind of accident."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from pluto_py.errors import PlutoError
from pluto_py.local import lifecycle
from pluto_py.local.processes import Process, ProcessLedger, memory_of

SETTINGS = {"stack": "dev", "region": "us-east-1"}
STARTER = """
import sys
from pathlib import Path
from pluto_py.local import lifecycle
print(lifecycle.ensure_running(Path(sys.argv[1]), stack="dev", region="us-east-1").pid)
"""


@pytest.fixture
def directory(tmp_path):
    """A stack's folder; whatever serves it when the test ends is ended."""
    found = tmp_path / ".pluto" / "local" / "dev"
    yield found
    lifecycle.remove(found)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One cloud for all tests that only look, started amid variables that must not reach it."""
    found = tmp_path_factory.mktemp("shared") / "dev"
    foreign = (
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_PROFILE",
        "AWS_REGION",
        "PULUMI_CONFIG_PASSPHRASE",
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in foreign:
            patch.setenv(name, "the-users-own")
        cloud = lifecycle.ensure_running(found, **SETTINGS)
    yield cloud
    lifecycle.remove(found)


def start(directory, **more):
    return lifecycle.ensure_running(directory, **{**SETTINGS, **more})


@contextlib.contextmanager
def client(cloud, service):
    found = boto3.client(
        service,
        endpoint_url=cloud.endpoint_url,
        region_name=cloud.region,
        aws_access_key_id=cloud.access_key,
        aws_secret_access_key=cloud.secret_key,
        config=Config(retries={"total_max_attempts": 1}),
    )
    with contextlib.closing(found):
        yield found


def who(cloud):
    with client(cloud, "sts") as sts:
        return sts.get_caller_identity()["Arn"]


def alive(pid):
    return Process.find(pid) is not None


def eventually(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_it_starts_answers_and_stops(directory):
    cloud = start(directory)
    assert who(cloud) == "arn:aws:iam::000000000000:user/pluto"
    assert cloud.endpoint_url.startswith("http://127.0.0.1:")
    assert lifecycle.find(directory) == cloud
    cloud.stop()
    assert not alive(cloud.pid)
    assert lifecycle.find(directory) is None
    cloud.stop()


def test_it_is_started_once_and_found_again_at_once(shared):
    began = time.perf_counter()
    assert start(shared.directory) == shared
    assert time.perf_counter() - began < 0.5


def test_commands_that_race_get_one_process(directory):
    with ThreadPoolExecutor(4) as pool:
        clouds = list(pool.map(lambda _: start(directory), range(4)))
    assert len(set(clouds)) == 1


def test_processes_that_race_get_one_process(directory):
    racing = [
        subprocess.Popen([sys.executable, "-c", STARTER, str(directory)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    pids = {process.communicate(timeout=60)[0].strip() for process in racing}
    assert pids == {str(lifecycle.find(directory).pid)}


def test_it_outlives_the_command_that_started_it(directory):
    subprocess.run([sys.executable, "-c", STARTER, str(directory)], check=True, timeout=60)
    cloud = lifecycle.find(directory)
    assert cloud is not None
    assert who(cloud)
    assert os.getsid(cloud.pid) != os.getsid(0)
    assert Path(f"/proc/{cloud.pid}/fd/0").readlink() == Path("/dev/null")
    assert Path(f"/proc/{cloud.pid}/fd/1").readlink() == directory / "cloud.log"


def test_a_starter_that_is_killed_leaves_no_second_process(directory):
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, str(directory)], stdout=subprocess.DEVNULL
    ) as starter:
        assert eventually((directory / "running.lock").exists)
        starter.kill()
    cloud = start(directory)
    assert who(cloud)
    assert json.loads((directory / "running.lock").read_text())["pid"] == cloud.pid
    assert "already serves" not in (directory / "cloud.log").read_text()


def test_it_listens_on_loopback_only(shared):
    port = int(shared.endpoint_url.rpartition(":")[2])
    table = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    listening = [line.split()[1] for line in table.splitlines() if f":{port:04X} " in line and " 0A " in line]
    assert listening == [f"0100007F:{port:04X}"]


def test_credentials_are_random_private_and_kept(directory, tmp_path):
    cloud = start(directory)
    other = tmp_path / "other"
    try:
        assert start(other).secret_key != cloud.secret_key
    finally:
        lifecycle.remove(other)
    assert stat.S_IMODE((directory / "credentials.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    cloud.stop()
    again = start(directory)
    assert (again.access_key, again.secret_key) == (cloud.access_key, cloud.secret_key)


def test_it_comes_back_on_the_same_port_with_its_data(directory):
    cloud = start(directory)
    with client(cloud, "dynamodb") as dynamodb:
        dynamodb.create_table(
            TableName="t",
            KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        dynamodb.put_item(TableName="t", Item={"Id": {"S": "a"}})
    os.kill(cloud.pid, signal.SIGKILL)
    assert eventually(lambda: not alive(cloud.pid))
    assert lifecycle.find(directory) is None
    again = start(directory)
    assert again.pid != cloud.pid
    assert again.endpoint_url == cloud.endpoint_url
    with client(again, "dynamodb") as dynamodb:
        assert dynamodb.get_item(TableName="t", Key={"Id": {"S": "a"}})["Item"] == {"Id": {"S": "a"}}


def test_a_process_id_that_was_given_to_another_program_is_recognised(directory):
    cloud = start(directory)
    record = directory / "cloud.json"
    kept = record.read_text()
    cloud.stop()
    with subprocess.Popen(["sleep", "60"]) as bystander:
        try:
            for path in (record, directory / "running.lock"):
                stale = json.loads(kept if path == record else json.dumps({"pid": 0, "mark": "x"}))
                holder = stale["process"] if path == record else stale
                holder["pid"] = bystander.pid
                path.write_text(json.dumps(stale))
            assert lifecycle.find(directory) is None
            assert start(directory).pid != bystander.pid
            lifecycle.remove(directory)
            assert bystander.poll() is None
        finally:
            bystander.kill()


@pytest.mark.parametrize("damage", ['{"port": 1}', None])
def test_a_record_that_is_damaged_is_mended(directory, damage):
    cloud = start(directory)
    record = directory / "cloud.json"
    record.unlink() if damage is None else record.write_text(damage)
    assert lifecycle.find(directory) is None
    again = start(directory)
    assert who(again)
    assert not alive(cloud.pid)


def test_a_process_that_hangs_is_replaced(directory, monkeypatch):
    monkeypatch.setattr(lifecycle, "_PING_S", 0.5)
    monkeypatch.setattr(lifecycle, "_STOP_S", 0.5)
    cloud = start(directory)
    os.kill(cloud.pid, signal.SIGSTOP)
    again = start(directory)
    assert again.pid != cloud.pid
    assert who(again)
    assert not alive(cloud.pid)


@pytest.mark.parametrize(
    "change",
    [{"llm": "http://127.0.0.1:9/v1"}, {"region": "eu-west-1"}],
    ids=["llm", "region"],
)
def test_other_settings_mean_a_restart(directory, change):
    cloud = start(directory)
    again = start(directory, **change)
    assert again.pid != cloud.pid
    assert not alive(cloud.pid)
    assert again.region == change.get("region", "us-east-1")
    assert start(directory, **change) == again


def test_another_version_means_a_restart(directory):
    cloud = start(directory)
    record = directory / "cloud.json"
    fields = json.loads(record.read_text())
    fields["settings"]["version"] = "0.0.0"
    record.write_text(json.dumps(fields))
    assert start(directory).pid != cloud.pid


def test_a_port_can_be_asked_for(directory):
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cloud = start(directory)
    assert start(directory, port=port).endpoint_url == f"http://127.0.0.1:{port}"
    assert not alive(cloud.pid)
    lifecycle.find(directory).stop()
    assert start(directory).endpoint_url == f"http://127.0.0.1:{port}"


def test_a_port_that_is_taken_is_named_with_its_holder(directory):
    cloud = start(directory)
    cloud.stop()
    port = int(cloud.endpoint_url.rpartition(":")[2])
    with contextlib.closing(socket.socket()) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(PlutoError) as raised:
            start(directory)
    assert f"Port {port}" in raised.value.what
    assert f"process {os.getpid()}" in raised.value.what
    assert raised.value.where == f"127.0.0.1:{port}"
    assert "port = " in (raised.value.hint or "")
    assert start(directory).endpoint_url == cloud.endpoint_url


def test_what_goes_wrong_at_the_start_reaches_the_caller(directory):
    directory.mkdir(parents=True)
    (directory / "state.sqlite").write_bytes(b"this is no database, and long enough to be noticed " * 20)
    with pytest.raises(PlutoError) as raised:
        start(directory)
    assert raised.value.where == str(directory / "cloud.log")
    assert "file is not a database" in (raised.value.why or "")
    assert lifecycle.find(directory) is None
    (directory / "state.sqlite").unlink()
    assert who(start(directory))


def test_nothing_of_the_users_aws_reaches_the_process(shared):
    environment = Path(f"/proc/{shared.pid}/environ").read_bytes()
    assert b"the-users-own" not in environment
    assert b"AWS_SHARED_CREDENTIALS_FILE=/dev/null" in environment


def test_settings_are_not_shown_to_everybody_by_ps(shared):
    assert str(shared.directory).encode() not in Path(f"/proc/{shared.pid}/cmdline").read_bytes()


def test_processes_that_a_killed_cloud_left_are_ended(directory):
    cloud = start(directory)
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as orphan:
        ledger = ProcessLedger(directory / "processes.json")
        ledger.record(orphan.pid)
        os.kill(cloud.pid, signal.SIGKILL)
        assert eventually(lambda: not alive(cloud.pid))
        start(directory)
        assert orphan.wait(5) == -signal.SIGKILL


def test_a_ledger_never_ends_a_process_that_it_did_not_record(tmp_path):
    path = tmp_path / "processes.json"
    with subprocess.Popen(["sleep", "60"]) as bystander:
        try:
            path.write_text(json.dumps({str(bystander.pid): "another mark"}))
            assert ProcessLedger(path).end_leftovers() == 0
            assert bystander.poll() is None
        finally:
            bystander.kill()


def test_a_child_that_was_waited_for_is_forgotten(tmp_path):
    ledger = ProcessLedger(tmp_path / "processes.json")
    with subprocess.Popen(["sleep", "60"]) as child:
        ledger.record(child.pid)
        assert ledger.pids() == [child.pid]
        child.kill()
    ledger.forget(child.pid)
    assert ledger.pids() == []
    assert ProcessLedger(tmp_path / "processes.json").end_leftovers() == 0


def test_a_folder_that_is_deleted_takes_its_process_with_it(directory):
    cloud = start(directory)
    shutil.rmtree(directory)
    assert eventually(lambda: not alive(cloud.pid))


def test_remove_leaves_nothing(directory):
    cloud = start(directory)
    lifecycle.remove(directory)
    assert not alive(cloud.pid)
    assert not directory.exists()
    lifecycle.remove(directory)


def test_status_says_what_runs_and_how_much_memory_it_needs(shared):
    with client(shared, "dynamodb") as dynamodb:
        dynamodb.list_tables()  # moto is loaded when this has been answered
    status = shared.status()
    assert status.pid == shared.pid
    assert 0 < time.time() - status.since < 3600
    assert 0 < status.memory_bytes <= 150 * 1024 * 1024
    assert status.memory_bytes == pytest.approx(memory_of(shared.pid), rel=0.05)
    assert {"lambda", "sagemaker"} <= set(status.services)


def ask(cloud, method, path, secret=None):
    connection = http.client.HTTPConnection(cloud.endpoint_url.removeprefix("http://"), timeout=10)
    with contextlib.closing(connection):
        connection.request(method, path, headers={"X-Pluto-Secret": secret} if secret else {})
        response = connection.getresponse()
        return response.status, response.read()


def test_the_door_for_the_command_line_wants_the_stacks_secret(directory):
    cloud = start(directory)
    for method, path in (("GET", "/_pluto/status"), ("GET", "/_pluto/ping"), ("POST", "/_pluto/shutdown")):
        for secret in (None, "wrong", cloud.access_key):
            assert ask(cloud, method, path, secret)[0] == 403
    assert ask(cloud, "GET", "/_pluto/nothing", cloud.secret_key)[0] == 404
    assert ask(cloud, "GET", "/_pluto/shutdown", cloud.secret_key)[0] == 404
    assert alive(cloud.pid)
    assert ask(cloud, "POST", "/_pluto/shutdown", cloud.secret_key)[0] == 200
    assert eventually(lambda: not alive(cloud.pid))


def test_the_aws_command_line_works_with_the_stacks_credentials(shared):
    tool = Path(sys.executable).with_name("aws")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(shared.directory),
        "AWS_ENDPOINT_URL": shared.endpoint_url,
        "AWS_ACCESS_KEY_ID": shared.access_key,
        "AWS_SECRET_ACCESS_KEY": shared.secret_key,
        "AWS_DEFAULT_REGION": shared.region,
        "AWS_EC2_METADATA_DISABLED": "true",
    }

    def aws(*arguments):
        done = subprocess.run(
            [sys.executable, str(tool), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    assert aws("sts", "get-caller-identity")["Account"] == shared.account
    aws("logs", "create-log-group", "--log-group-name", "/from/the/cli")
    assert aws("logs", "describe-log-groups")["logGroups"][0]["logGroupName"] == "/from/the/cli"
    assert aws("dynamodb", "list-tables")["TableNames"] == []
    assert aws("lambda", "list-functions")["Functions"] == []
