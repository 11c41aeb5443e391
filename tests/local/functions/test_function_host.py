"""How functions run: isolation, reuse, every limit, and every way to fail."""

from __future__ import annotations

import base64
import concurrent.futures
import json
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from pluto_py.local.context import ACCOUNT

from .conftest import REGION, LocalLambda, Start, until, zipped

PID = "import os\ndef handler(event, context):\n    return os.getpid()\n"


def alive(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


# What a handler finds


def test_the_handler_gets_the_event_and_lambdas_context(cloud: LocalLambda) -> None:
    cloud.create(
        "def handler(event, context):\n"
        "    return [event, context.function_name, context.invoked_function_arn, context.aws_request_id,\n"
        "            context.log_group_name, context.memory_limit_in_mb, context.get_remaining_time_in_millis()]\n",
        Timeout=5,
    )
    (event, name, arn, request_id, group, memory, remaining), error = cloud.call({"a": ["ü"]})
    assert error is None
    assert event == {"a": ["ü"]}
    assert (name, arn) == ("f", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f")
    assert f"START RequestId: {request_id} Version: $LATEST" in cloud.lines.of("f")
    assert (group, memory) == ("/aws/lambda/f", "128")
    assert 4000 < remaining <= 5000


def test_the_environment_is_lambdas_and_the_functions_and_nothing_of_the_developers(
    cloud: LocalLambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.create(
        "import os\ndef handler(event, context):\n    return dict(os.environ)\n", env={"STAGE": "dev"}
    )
    for leak in ("AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "OPENAI_API_KEY", "PYTHONPATH", "VIRTUAL_ENV"):
        monkeypatch.setenv(leak, "developer")
    found, _ = cloud.call()
    assert "developer" not in found.values()
    assert found["STAGE"] == "dev"
    assert found["AWS_ENDPOINT_URL"] == cloud.endpoint_url
    assert found["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert found["AWS_EC2_METADATA_DISABLED"] == "true"
    assert found["AWS_REGION"] == found["AWS_DEFAULT_REGION"] == REGION
    assert found["HOME"].startswith(str(cloud.directory))
    assert found["TMPDIR"].startswith(str(cloud.directory))
    assert found["TZ"] == ":UTC"


def test_imports_come_from_the_bundle_the_runtime_and_the_standard_library_only(cloud: LocalLambda) -> None:
    cloud.create(
        "import importlib.util, os, boto3, helper\n"
        "def handler(event, context):\n"
        "    here = [importlib.util.find_spec(name) is not None for name in event]\n"
        "    return here, os.getcwd() == os.environ['LAMBDA_TASK_ROOT'] == os.path.dirname(helper.__file__)\n",
        code=zipped(
            "import importlib.util, os, boto3, helper\n"
            "def handler(event, context):\n"
            "    here = [importlib.util.find_spec(name) is not None for name in event]\n"
            "    return here, os.getcwd() == os.environ['LAMBDA_TASK_ROOT'] == os.path.dirname(helper.__file__)\n",
            **{"helper.py": ""},
        ),
    )
    names = ["json", "boto3", "urllib3", "pluto_py", "pytest", "moto", "aiohttp", "pip"]
    (found, in_code), error = cloud.call(names)
    assert error is None
    assert dict(zip(names, found, strict=True)) == {
        "json": True,
        "boto3": True,
        "urllib3": True,
        "pluto_py": False,
        "pytest": False,
        "moto": False,
        "aiohttp": False,
        "pip": False,
    }
    assert in_code


def test_the_bundle_comes_before_the_runtime(cloud: LocalLambda) -> None:
    source = "import six\ndef handler(event, context):\n    return six.MINE\n"
    cloud.create(source, code=zipped(source, **{"six.py": "MINE = 1\n"}))
    assert cloud.call() == (1, None)


def test_the_functions_role_decides_what_its_code_may_do(cloud: LocalLambda) -> None:
    allowed = {"Effect": "Allow", "Action": "lambda:ListFunctions", "Resource": "*"}
    cloud.make_role("lister", allowed)
    source = (
        "import boto3\n"
        "def handler(event, context):\n"
        "    client = boto3.client('lambda')\n"
        "    who = boto3.client('sts').get_caller_identity()['Arn']\n"
        "    names = [f['FunctionName'] for f in client.list_functions()['Functions']]\n"
        "    try:\n"
        "        client.get_function(FunctionName='f')\n"
        "    except client.exceptions.ClientError as error:\n"
        "        return who, names, error.response['Error']\n"
    )
    cloud.create(source, Role=f"arn:aws:iam::{ACCOUNT}:role/lister", Timeout=30, MemorySize=512)
    (who, names, error), failed = cloud.call()
    assert failed is None
    assert who == f"arn:aws:sts::{ACCOUNT}:assumed-role/lister/f"
    assert names == ["f"]
    assert error["Code"] == "AccessDeniedException"
    assert "is not authorized to perform: lambda:GetFunction" in error["Message"]


def test_an_environment_is_used_again_and_ends_with_an_update(cloud: LocalLambda) -> None:
    cloud.create(PID)
    first, again = cloud.call()[0], cloud.call()[0]
    assert first == again
    cloud.api.update_function_code(FunctionName="f", ZipFile=zipped(PID + "# new\n"))
    until(lambda: not alive(first))
    assert cloud.call()[0] != first


def test_an_idle_environment_ends(start: Start) -> None:
    cloud = start(idle_s=0.2)
    cloud.create(PID)
    pid, _ = cloud.call()
    assert alive(pid)
    until(lambda: not alive(pid), 5)
    until(lambda: cloud.service.report()["functions"][0]["processes"] == 0)
    until(lambda: not list((cloud.directory / "functions" / "environments").iterdir()))


def test_children_of_a_function_end_with_it(cloud: LocalLambda) -> None:
    cloud.create(
        "import subprocess\ndef handler(event, context):\n    return subprocess.Popen(['sleep', '600']).pid\n"
    )
    child, _ = cloud.call()
    assert alive(child)
    cloud.api.delete_function(FunctionName="f")
    until(lambda: not alive(child))


def test_calls_at_the_same_time_run_in_environments_of_their_own(cloud: LocalLambda) -> None:
    cloud.create(
        "import os, time\ndef handler(event, context):\n    time.sleep(0.5)\n    return os.getpid()\n"
    )
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        pids = {pid for pid, _ in threads.map(lambda _: cloud.call(), range(3))}
    assert len(pids) == 3


def test_calls_one_after_another_need_one_environment(cloud: LocalLambda) -> None:
    cloud.create(PID)
    assert len({cloud.call()[0] for _ in range(50)}) == 1


# Failures


def test_an_exception_is_lambdas_error_object(cloud: LocalLambda) -> None:
    cloud.create("def handler(event, context):\n    raise ValueError('no')\n")
    payload, error = cloud.call()
    assert error == "Unhandled"
    assert (payload["errorType"], payload["errorMessage"]) == ("ValueError", "no")
    log = "\n".join(cloud.lines.of("f"))
    assert "[ERROR] ValueError: no\nTraceback (most recent call last):" in log
    assert "line 2, in handler" in log


@pytest.mark.parametrize(
    ("source", "kind", "says"),
    [
        ("import nonsense\n", "Runtime.ImportModuleError", "No module named 'nonsense'"),
        ("def handler(:\n", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app'"),
        ("x = 1\n", "Runtime.HandlerNotFound", "Handler 'handler' missing"),
        ("raise KeyError('k')\n", "KeyError", "'k'"),
        ("import os\nos._exit(3)\n", "Runtime.ExitError", "exit status 3"),
    ],
)
def test_a_module_that_does_not_load_is_an_init_error(
    cloud: LocalLambda, source: str, kind: str, says: str
) -> None:
    cloud.create(source)
    payload, error = cloud.call()
    assert error == "Unhandled"
    assert payload["errorType"] == kind
    assert says in payload["errorMessage"]
    report = [line for line in cloud.lines.of("f") if line.startswith("INIT_REPORT")]
    assert f"Status: error\tError Type: {kind}" in report[0]


def test_a_module_that_loads_too_long_gets_a_second_chance_within_the_timeout(start: Start) -> None:
    cloud = start(init_s=0.3)
    cloud.create("import time\ntime.sleep(0.8)\ndef handler(event, context):\n    return 'up'\n", Timeout=5)
    assert cloud.call() == ("up", None)
    assert any("Status: timeout" in line for line in cloud.lines.of("f"))
    cloud.create("import time\ntime.sleep(60)\n", "never", Timeout=1)
    payload, error = cloud.call(name="never")
    assert (payload["errorType"], error) == ("Sandbox.Timedout", "Unhandled")


def test_a_handler_that_loops_for_ever_times_out(cloud: LocalLambda) -> None:
    cloud.create(
        "def handler(event, context):\n    while event:\n        pass\n    return 'done'\n", Timeout=1
    )
    began = time.monotonic()
    payload, error = cloud.call(True)
    assert 0.9 < time.monotonic() - began < 3
    assert error == "Unhandled"
    assert payload["errorType"] == "Sandbox.Timedout"
    assert payload["errorMessage"].endswith("Error: Task timed out after 1.00 seconds")
    assert any(line.endswith("Task timed out after 1.00 seconds") for line in cloud.lines.of("f"))
    assert cloud.call(False) == ("done", None), "the next call has a fresh environment"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("os._exit(0)", "Runtime exited without providing a reason"),
        ("os._exit(7)", "Runtime exited with error: exit status 7"),
        ("sys.exit(9)", "Runtime exited with error: exit status 9"),
        ("os.kill(os.getpid(), 9)", "Runtime exited with error: signal: killed"),
    ],
)
def test_a_process_that_ends_in_the_middle_is_an_exit_error(cloud: LocalLambda, code: str, says: str) -> None:
    cloud.create(
        f"import os, sys\ndef handler(event, context):\n    if event:\n        {code}\n    return 'ok'\n"
    )
    payload, error = cloud.call(True)
    assert (payload["errorType"], error) == ("Runtime.ExitError", "Unhandled")
    assert says in payload["errorMessage"]
    assert cloud.call(False) == ("ok", None)


@pytest.mark.parametrize(
    "body",
    [
        "held = bytearray(400 * 1024 * 1024)\n    import time\n    time.sleep(1)",  # seen while it runs
        "bytearray(400 * 1024 * 1024)",  # gone before anybody looks
    ],
)
def test_a_handler_that_takes_too_much_memory_is_ended(cloud: LocalLambda, body: str) -> None:
    cloud.create(f"def handler(event, context):\n    {body}\n", MemorySize=256, Timeout=10)
    payload, error = cloud.call()
    assert (payload["errorType"], error) == ("Runtime.OutOfMemory", "Unhandled")
    assert "signal: killed" in payload["errorMessage"]
    assert "Error Type: Runtime.OutOfMemory" in cloud.lines.of("f")[-1]


def test_memory_of_the_functions_children_counts(cloud: LocalLambda) -> None:
    greedy = "import time; held = bytearray(400 * 1024 * 1024); time.sleep(9)"
    cloud.create(
        "import subprocess, sys\n"
        f"def handler(event, context):\n    subprocess.run([sys.executable, '-c', {greedy!r}])\n",
        MemorySize=256,
        Timeout=10,
    )
    assert cloud.call()[0]["errorType"] == "Runtime.OutOfMemory"


def test_reserving_addresses_is_no_use_of_memory(cloud: LocalLambda) -> None:
    cloud.create(
        "import mmap\nheld = mmap.mmap(-1, 8 << 30)\ndef handler(event, context):\n    return 'ok'\n"
    )
    assert cloud.call() == ("ok", None)


def test_a_result_over_the_limit_is_refused(cloud: LocalLambda) -> None:
    cloud.create("def handler(event, context):\n    return 'x' * event\n")
    payload, error = cloud.call(6 * 1024 * 1024 + 99)
    assert (payload["errorType"], error) == ("Function.ResponseSizeTooLarge", "Unhandled")
    assert payload["errorMessage"] == (
        "Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes)."
    )
    assert len(cloud.call(6 * 1024 * 1024)[0]) == 6 * 1024 * 1024


def test_a_payload_over_the_limit_is_refused(cloud: LocalLambda) -> None:
    cloud.create("def handler(event, context):\n    return len(event)\n")
    with pytest.raises(ClientError) as caught:
        cloud.call("x" * (6 * 1024 * 1024))
    assert caught.value.response["Error"]["Code"] == "RequestTooLargeException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413
    assert cloud.call("x" * (6 * 1024 * 1024 - 2)) == (6 * 1024 * 1024 - 2, None)


def test_a_payload_that_is_not_json_is_refused(cloud: LocalLambda) -> None:
    cloud.create(PID)
    with pytest.raises(cloud.api.exceptions.InvalidRequestContentException, match="Could not parse"):
        cloud.api.invoke(FunctionName="f", Payload=b"{nope")


def test_a_result_that_is_not_json_is_lambdas_marshal_error(cloud: LocalLambda) -> None:
    cloud.create("def handler(event, context):\n    return {1, 2}\n")
    assert cloud.call()[0]["errorType"] == "Runtime.MarshalError"


# Concurrency


def test_reserved_concurrency_throttles_what_is_over_it(cloud: LocalLambda) -> None:
    cloud.create("import time\ndef handler(event, context):\n    time.sleep(event)\n", Timeout=5)
    cloud.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=1)
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        busy = threads.submit(cloud.call, 1)
        until(lambda: cloud.lines.of("f"))
        with pytest.raises(cloud.api.exceptions.TooManyRequestsException) as caught:
            cloud.call(0)
        assert caught.value.response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
        assert busy.result() == (None, None)
    assert cloud.call(0) == (None, None)
    cloud.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
    with pytest.raises(cloud.api.exceptions.TooManyRequestsException):
        cloud.call(0)


def test_the_machines_concurrency_is_the_accounts(start: Start) -> None:
    cloud = start(concurrency=1)
    for name in ("f", "g"):
        cloud.create("import time\ndef handler(event, context):\n    time.sleep(event)\n", name, Timeout=5)
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        busy = threads.submit(cloud.call, 1)
        until(lambda: cloud.lines.of("f"))
        with pytest.raises(cloud.api.exceptions.TooManyRequestsException, match="Rate Exceeded"):
            cloud.call(0, "g")
        busy.result()


# Logs


def test_the_log_has_every_line_between_start_and_report(cloud: LocalLambda) -> None:
    cloud.create(
        "import logging, sys\n"
        "def handler(event, context):\n"
        "    print('one\\ntwo')\n"
        "    print('three', file=sys.stderr)\n"
        "    sys.stdout.write('unfinished')\n"
        "    logging.getLogger().error('four')\n"
    )
    cloud.call()
    log = cloud.lines.of("f")
    assert log[0].startswith("START RequestId: ")
    assert log[1:4] == ["one", "two", "three"]
    assert log[4].startswith("unfinished[ERROR]\t")
    assert log[4].endswith("\tfour")
    assert log[-2].startswith("END RequestId: ")
    assert log[-1].startswith("REPORT RequestId: ")
    assert "\tMemory Size: 128 MB\t" in log[-1]
    assert "\tInit Duration: " in log[-1]
    cloud.call()
    assert "Init Duration" not in cloud.lines.of("f")[-1]
    streams = {stream for group, stream, _, _ in cloud.lines.events if group == "/aws/lambda/f"}
    assert len(streams) == 1, "one environment, one stream"
    assert "[$LATEST]" in streams.pop()


def test_the_tail_of_the_log_comes_back_when_asked_for(cloud: LocalLambda) -> None:
    cloud.create("def handler(event, context):\n    print('x' * 5000)\n    print('last words')\n")
    answer = cloud.api.invoke(FunctionName="f", LogType="Tail")
    tail = base64.b64decode(answer["LogResult"]).decode()
    assert "last words" in tail
    assert tail.splitlines()[-1].startswith("REPORT RequestId: ")
    assert len(tail) <= 4096
    assert answer["ExecutedVersion"] == "$LATEST"
    assert "LogResult" not in cloud.api.invoke(FunctionName="f")


def test_ten_megabytes_of_output_neither_block_nor_fill_the_log(cloud: LocalLambda) -> None:
    cloud.create(
        "def handler(event, context):\n    for i in range(100_000):\n        print('x' * 99)\n", Timeout=20
    )
    assert cloud.call() == (None, None)
    log = cloud.lines.of("f")
    assert sum(map(len, log)) < 1.2 * 1024 * 1024
    assert any("further bytes of output were not logged (limit 1048576)" in line for line in log)
    assert log[-1].startswith("REPORT")


def test_one_very_long_line_is_split(cloud: LocalLambda) -> None:
    cloud.create("def handler(event, context):\n    print('y' * 600_000)\n")
    cloud.call()
    pieces = [line for line in cloud.lines.of("f") if line.startswith("y")]
    assert sum(map(len, pieces)) == 600_000
    assert max(map(len, pieces)) == 256 * 1024


def test_another_log_group_and_json_lines_can_be_chosen(cloud: LocalLambda) -> None:
    logging = {"LogGroup": "mine", "LogFormat": "JSON"}
    cloud.create(
        "import logging\ndef handler(event, context):\n    logging.getLogger().warning('careful')\n",
        LoggingConfig=logging,
    )
    cloud.call()
    mine = [message for group, _, _, message in cloud.lines.events if group == "mine"]
    entries = [json.loads(line) for line in mine if line.startswith("{")]
    assert [(e["level"], e["message"]) for e in entries] == [("WARNING", "careful")]


# Other kinds of invocation


def test_a_dry_run_runs_nothing(cloud: LocalLambda) -> None:
    cloud.create(PID)
    assert cloud.api.invoke(FunctionName="f", InvocationType="DryRun")["StatusCode"] == 204
    assert cloud.lines.of("f") == []


def test_the_clients_context_arrives(cloud: LocalLambda) -> None:
    cloud.create("def handler(event, context):\n    return context.client_context.custom\n")
    context = base64.b64encode(json.dumps({"custom": {"k": "v"}}).encode()).decode()
    assert cloud.call(ClientContext=context) == ({"k": "v"}, None)


def counting(directory: Path) -> str:
    """A handler that fails as often as it is told, and writes down each try."""
    return (
        "import os\n"
        "def handler(event, context):\n"
        f"    with open({str(directory / 'tries')!r}, 'a') as file:\n"
        "        file.write('x')\n"
        f"    if os.path.getsize({str(directory / 'tries')!r}) <= event:\n"
        "        raise RuntimeError('again')\n"
    )


def tries(directory: Path) -> int:
    path = directory / "tries"
    return path.stat().st_size if path.exists() else 0


def test_an_event_is_accepted_at_once_and_tried_again_when_it_fails(start: Start, tmp_path: Path) -> None:
    cloud = start(retry_delays_s=(0.05, 0.1))
    cloud.create(counting(tmp_path))
    answer = cloud.api.invoke(FunctionName="f", InvocationType="Event", Payload=b"2")
    assert answer["StatusCode"] == 202
    until(lambda: tries(tmp_path) == 3)
    time.sleep(0.4)
    assert tries(tmp_path) == 3


def test_an_event_is_dropped_after_two_retries(start: Start, tmp_path: Path) -> None:
    cloud = start(retry_delays_s=(0.05, 0.1))
    cloud.create(counting(tmp_path))
    cloud.api.invoke(FunctionName="f", InvocationType="Event", Payload=b"99")
    until(lambda: any("dropped after 3 attempts" in line for line in cloud.lines.of("f")))
    assert tries(tmp_path) == 3


def test_an_event_survives_a_restart(start: Start, tmp_path: Path) -> None:
    cloud = start(retry_delays_s=(0.5,))
    cloud.create(counting(tmp_path))
    cloud.api.invoke(FunctionName="f", InvocationType="Event", Payload=b"1")
    until(lambda: tries(tmp_path) == 1)
    until(lambda: any(line.startswith("REPORT") for line in cloud.lines.of("f")))
    cloud.stop()
    cloud.start()
    until(lambda: tries(tmp_path) == 2)


def test_an_event_over_a_megabyte_is_refused(cloud: LocalLambda) -> None:
    cloud.create(PID)
    with pytest.raises(cloud.api.exceptions.RequestTooLargeException):
        cloud.api.invoke(FunctionName="f", InvocationType="Event", Payload=b'"' + b"x" * 1024 * 1024 + b'"')


def test_files_of_the_code_are_read_only(cloud: LocalLambda) -> None:
    cloud.create(PID)
    version = Path(cloud.api.get_function(FunctionName="f")["Code"]["Location"].removeprefix("file://"))
    assert oct((version / "app.py").stat().st_mode)[-3:] == "444"
