"""Endpoints: their states, what they run, what a restart keeps."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pluto_py.local.sagemaker.fleet import log_group

from .conftest import ROLE, TGI, LocalSageMaker, Start, variant


def invoke(local: LocalSageMaker, name: str = "chat", **more: Any) -> Any:
    answer = local.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=name, ContentType="application/json", Body=json.dumps({"inputs": "hello"}), **more
    )
    return {"text": answer["Body"].read().decode(), "variant": answer["InvokedProductionVariant"]}


def describe(local: LocalSageMaker, name: str = "chat") -> Any:
    return local.client("sagemaker").describe_endpoint(EndpointName=name)


def config(local: LocalSageMaker, name: str, model: str, **environment: str) -> None:
    client = local.client("sagemaker")
    container = {"Image": TGI, "Environment": {"HF_MODEL_ID": "tiny/llama", **environment}}
    client.create_model(ModelName=model, ExecutionRoleArn=ROLE, PrimaryContainer=container)
    client.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant(model)])


def message(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Message"])


def test_it_is_created_then_in_service(start: Start) -> None:
    local = start(transition_s=2.0)
    local.deploy(wait=False)
    created = describe(local)
    assert created["EndpointStatus"] == "Creating"
    assert "ProductionVariants" not in created
    with pytest.raises(ClientError) as early:
        invoke(local)
    assert early.value.response["Error"]["Code"] == "ValidationError"
    assert message(early) == "Endpoint chat of account 000000000000 not found."
    assert local.settled("chat") == "InService"
    (shown,) = describe(local)["ProductionVariants"]
    assert (shown["VariantName"], shown["CurrentWeight"], shown["CurrentInstanceCount"]) == (
        "AllTraffic",
        1.0,
        1,
    )
    assert shown["DeployedImages"][0]["SpecifiedImage"] == TGI
    assert "built-in responder" in invoke(local)["text"]


def test_botocores_waiters_wait(local: LocalSageMaker) -> None:
    client = local.client("sagemaker")
    local.deploy(wait=False)
    quick = {"Delay": 1, "MaxAttempts": 10}
    client.get_waiter("endpoint_in_service").wait(EndpointName="chat", WaiterConfig=quick)
    client.delete_endpoint(EndpointName="chat")
    client.get_waiter("endpoint_deleted").wait(EndpointName="chat", WaiterConfig=quick)


def test_its_name_is_found_whatever_its_case_but_called_as_it_was_made(local: LocalSageMaker) -> None:
    local.deploy("Chat")
    assert describe(local, "chat")["EndpointName"] == "Chat"
    assert describe(local, "CHAT")["EndpointArn"].endswith(":endpoint/chat")
    assert invoke(local, "Chat")
    with pytest.raises(ClientError, match="not found"):
        invoke(local, "chat")


UNSTARTABLE = {
    "quantize": (
        {"HF_MODEL_ID": "a", "HF_MODEL_QUANTIZE": "int3"},
        "invalid value 'int3' for 'HF_MODEL_QUANTIZE'",
    ),
    "no model": ({}, "HF_MODEL_ID must be set"),
    "limits": (
        {"HF_MODEL_ID": "a", "MAX_INPUT_LENGTH": "9", "MAX_TOTAL_TOKENS": "9"},
        "must be < `max_total_tokens`",
    ),
}


@pytest.mark.parametrize(("environment", "reason"), UNSTARTABLE.values(), ids=UNSTARTABLE)
def test_what_cannot_start_fails_and_says_why(
    local: LocalSageMaker, environment: dict[str, str], reason: str
) -> None:
    assert local.deploy(environment=environment) == "Failed"
    told = describe(local)["FailureReason"]
    assert told.startswith(
        "The primary container for production variant AllTraffic did not pass the ping health check."
    )
    assert reason in told
    assert any(reason in line for line in local.lines.of(log_group("chat")))
    with pytest.raises(ClientError, match="not found"):
        invoke(local)


def test_an_image_that_nothing_stands_in_for_fails(local: LocalSageMaker) -> None:
    image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
    assert local.deploy(image=image, environment={}) == "Failed"
    assert "sagemaker-xgboost:1.7-1 is neither" in describe(local)["FailureReason"]


def test_a_model_directory_that_is_missing_fails(start: Start, tmp_path: Path) -> None:
    local = start(llm=str(tmp_path / "no-model"))
    assert local.deploy() == "Failed"
    assert "no-model" in describe(local)["FailureReason"]


def test_a_failed_endpoint_can_only_be_deleted(local: LocalSageMaker) -> None:
    local.deploy(environment={})
    client = local.client("sagemaker")
    with pytest.raises(ClientError, match='with status "Failed"'):
        client.update_endpoint(EndpointName="chat", EndpointConfigName="chat")
    client.delete_endpoint(EndpointName="chat")


def test_an_update_answers_with_the_old_until_the_new_is_there(start: Start) -> None:
    local = start(transition_s=2.0)
    local.deploy(environment={"HF_MODEL_ID": "first", "MAX_TOTAL_TOKENS": "100"})
    config(local, "config-2", "model-2", MAX_TOTAL_TOKENS="200")
    client = local.client("sagemaker")
    client.update_endpoint(EndpointName="chat", EndpointConfigName="config-2")
    assert describe(local)["EndpointStatus"] == "Updating"
    assert invoke(local)
    assert local.settled("chat") == "InService"
    after = describe(local)
    assert after["EndpointConfigName"] == "config-2"
    assert after["LastModifiedTime"] > after["CreationTime"]


def test_an_update_that_cannot_start_is_rolled_back(local: LocalSageMaker) -> None:
    local.deploy()
    config(local, "config-2", "model-2", HF_MODEL_QUANTIZE="int3")
    local.client("sagemaker").update_endpoint(EndpointName="chat", EndpointConfigName="config-2")
    assert local.settled("chat") == "InService"
    after = describe(local)
    assert after["EndpointConfigName"] == "chat"
    assert "int3" in after["FailureReason"]
    assert invoke(local)


def test_what_is_in_progress_can_not_be_changed(start: Start) -> None:
    local = start(transition_s=5)
    local.deploy(wait=False)
    client = local.client("sagemaker")
    for change in (
        lambda: client.update_endpoint(EndpointName="chat", EndpointConfigName="chat"),
        lambda: client.delete_endpoint(EndpointName="chat"),
    ):
        with pytest.raises(ClientError) as refused:
            change()
        arn = "arn:aws:sagemaker:us-east-1:000000000000:endpoint/chat"
        assert message(refused) == f'Cannot update in-progress endpoint "{arn}".'
    with pytest.raises(ClientError, match="Cannot create already existing endpoint"):
        client.create_endpoint(EndpointName="Chat", EndpointConfigName="chat")


def test_deleting_takes_a_moment_but_it_answers_no_more(start: Start) -> None:
    local = start(transition_s=2.0)
    local.deploy()
    client = local.client("sagemaker")
    client.delete_endpoint(EndpointName="chat")
    assert describe(local)["EndpointStatus"] == "Deleting"
    with pytest.raises(ClientError, match="not found"):
        invoke(local)
    time.sleep(3)
    with pytest.raises(ClientError, match="Could not find endpoint"):
        describe(local)


def test_it_runs_on_when_its_model_and_configuration_are_deleted(local: LocalSageMaker) -> None:
    local.deploy()
    client = local.client("sagemaker")
    client.delete_endpoint_config(EndpointConfigName="chat")
    client.delete_model(ModelName="chat")
    assert invoke(local)
    local.stop()
    local.start()
    assert invoke(local)


def test_variants_share_the_traffic_by_weight(local: LocalSageMaker) -> None:
    config(local, "unused", "llama")
    client = local.client("sagemaker")
    variants = [
        variant("llama", "all", InitialVariantWeight=1.0),
        variant("llama", "none", InitialVariantWeight=0.0),
    ]
    client.create_endpoint_config(EndpointConfigName="two", ProductionVariants=variants)
    client.create_endpoint(EndpointName="chat", EndpointConfigName="two")
    local.settled("chat")
    assert {invoke(local)["variant"] for _ in range(10)} == {"all"}
    assert invoke(local, TargetVariant="none")["variant"] == "none"
    with pytest.raises(ClientError, match="Variant other of endpoint chat not found"):
        invoke(local, TargetVariant="other")


def test_endpoints_are_listed_by_status(local: LocalSageMaker) -> None:
    local.deploy("good")
    local.deploy("bad", environment={})
    client = local.client("sagemaker")
    failed = client.list_endpoints(StatusEquals="Failed")["Endpoints"]
    assert [each["EndpointName"] for each in failed] == ["bad"]
    by_status = client.list_endpoints(SortBy="Status", SortOrder="Ascending")["Endpoints"]
    assert [each["EndpointStatus"] for each in by_status] == ["Failed", "InService"]
    assert local.service is not None
    assert local.run(local.service.report) == {
        "endpoints": [{"name": "bad", "status": "Failed"}, {"name": "good", "status": "InService"}]
    }


def test_tags_of_an_endpoint(local: LocalSageMaker) -> None:
    local.deploy()
    arn = describe(local)["EndpointArn"]
    client = local.client("sagemaker")
    client.add_tags(ResourceArn=arn, Tags=[{"Key": "pluto:stack", "Value": "dev"}])
    assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "pluto:stack", "Value": "dev"}]


def test_a_restart_brings_everything_back(local: LocalSageMaker) -> None:
    local.deploy("one")
    local.deploy("two", environment={})
    before = {name: describe(local, name) for name in ("one", "two")}
    local.stop()
    local.start()
    for name, described in before.items():
        after = describe(local, name)
        described.pop("ResponseMetadata")
        after.pop("ResponseMetadata")
        assert after == described
    assert invoke(local, "one")


def test_what_was_under_way_goes_on_after_a_restart(start: Start) -> None:
    local = start(transition_s=2.0)
    local.deploy("kept")
    local.deploy("new", wait=False)
    local.client("sagemaker").delete_endpoint(EndpointName="kept")
    local.stop()
    local.start()
    assert describe(local, "new")["EndpointStatus"] == "Creating"
    assert describe(local, "kept")["EndpointStatus"] == "Deleting"
    assert local.settled("new") == "InService"
    time.sleep(1)
    with pytest.raises(ClientError, match="Could not find endpoint"):
        describe(local, "kept")


def test_an_endpoint_that_cannot_come_back_says_why(start: Start, tmp_path: Path) -> None:
    first = start()
    first.deploy()
    first.stop()
    second = start(llm=str(tmp_path / "gone"))
    assert describe(second)["EndpointStatus"] == "Failed"
    assert "gone" in describe(second)["FailureReason"]


KILLED = """
import json, pathlib, sys
sys.path.insert(0, sys.argv[1])
import conftest
lines = conftest.Lines()
local = conftest.LocalSageMaker(
    conftest._context(pathlib.Path(sys.argv[2]), lines, None), conftest.SageMakerSettings(transition_s=0.05), lines
)
local.start()
local.deploy("chat")
local.client("sagemaker").add_tags(
    ResourceArn="arn:aws:sagemaker:us-east-1:000000000000:endpoint/chat", Tags=[{"Key": "a", "Value": "b"}]
)
local.deploy("late", wait=False)
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_kill_loses_nothing(start: Start, tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(Path(__file__).parent), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.kill(process.pid, signal.SIGKILL)
    local = start()
    assert describe(local)["EndpointStatus"] == "InService"
    assert invoke(local)
    assert local.settled("late") == "InService"
    tags = local.client("sagemaker").list_tags(ResourceArn=describe(local)["EndpointArn"])["Tags"]
    assert tags == [{"Key": "a", "Value": "b"}]


def test_the_containers_lines_are_in_the_endpoints_log(local: LocalSageMaker) -> None:
    local.deploy()
    invoke(local)
    group, stream, _, line = local.lines.events[-1]
    assert group == "/aws/sagemaker/Endpoints/chat"
    assert stream.startswith("AllTraffic/i-")
    assert line.startswith("INFO 200")
