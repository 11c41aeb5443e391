"""The program, carried out by the engine on the local cloud: what it makes works, and is allowed no more."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import pluto_py
from deducer.architecture import Argument
from pluto_py.engines.aws_provider import AwsPackage
from pluto_py.engines.deployment import Deployment
from pluto_py.engines.embedded import EmbeddedPulumi
from pluto_py.infra import program
from pluto_py.local import lifecycle

pytestmark = pytest.mark.xdist_group("provisioned_on_the_local_platform")

SOURCE = """
import os

from pluto_py import Function, KVStore, SageMaker

history = KVStore("history")
model = SageMaker("llm", model_id="TinyLlama/TinyLlama-1.1B-Chat-v1.0")


@Function.of(name="chatbot")
def chat(session, text):
    past = history.get(session) or ""
    answer = model.generate(text, max_new_tokens=400)
    history.set(session, past + answer)
    return {"past": past, "answer": answer, "keys": list(history.keys()), "stage": os.environ["STAGE"]}


def stream(text):
    return [list(model.generate_stream(text, max_new_tokens=400)), model.endpoint_url]


def hub(session, text):
    return [chat.invoke(session, text), chat.url]


def overreach():
    history.delete("everything")


Function(stream, name="stream")
Function(hub, name="hub")
Function(overreach, name="overreach")
"""
SECRET = "the-captured-value"


@dataclass
class World:
    app: Any
    cloud: lifecycle.Cloud
    folder: Path
    environment: dict[str, str]

    def deployment(self) -> Deployment:
        plan = self.app.plan(platform="local", environment=self.environment)
        plan = replace(plan, architecture=replace(plan.architecture, entry_module="main"))
        services = ("iam", "lambda", "dynamodb", "sagemaker", "logs", "sts")
        return Deployment(
            project="chat",
            stack="dev",
            work_dir=self.folder / "work",
            state_url=(self.folder / "state").as_uri(),
            passphrase="correct horse",
            program=program(plan),
            config={
                "aws:region": self.cloud.region,
                "aws:accessKey": self.cloud.access_key,
                "aws:secretKey": self.cloud.secret_key,
                "aws:endpoints": json.dumps([dict.fromkeys(services, self.cloud.endpoint_url)]),
            },
            command=EmbeddedPulumi({"aws": AwsPackage()}),
        )

    def call(self, function: str, *arguments: Any) -> Any:
        url = self.deployment().outputs()[f"function:{function}:url"].value
        request = urllib.request.Request(
            url, json.dumps(arguments).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return json.load(error)


def bundle(folder: Path) -> Path:
    """The app and the SDK's run-time part, as bundling packs them."""
    path = folder / "bundle.zip"
    sdk = Path(pluto_py.__file__).parent
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("main.py", SOURCE)
        for source in [
            sdk / "__init__.py",
            sdk / "errors.py",
            *sdk.glob("runtime/**/*.py"),
            *sdk.glob("resources/*.py"),
        ]:
            archive.write(source, source.relative_to(sdk.parent))
    return path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, app_of: Any) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("provisioned")
    app = app_of(bundle(folder))
    app.declare("KVStore", "history").declare(
        "SageMaker", "llm", model_id="TinyLlama/TinyLlama-1.1B-Chat-v1.0"
    )
    app.function("chatbot", environment=("STAGE",)).function("stream", reads=("SageMaker/llm.endpoint_url",))
    app.function("hub", reads=("Function/chatbot.url",)).function("overreach")
    for action in ("GetItem", "PutItem", "Scan"):
        app.grant("chatbot", "KVStore/history", f"dynamodb:{action}")
    app.grant("chatbot", "SageMaker/llm", "sagemaker:InvokeEndpoint")
    app.grant("stream", "SageMaker/llm", "sagemaker:InvokeEndpointWithResponseStream")
    app.grant("hub", "Function/chatbot", "lambda:InvokeFunction")
    app.grant("overreach", "KVStore/history", "dynamodb:GetItem")
    cloud = lifecycle.ensure_running(folder / "cloud", stack="dev", region="us-east-1")
    try:
        found = World(app, cloud, folder, {"STAGE": SECRET})
        found.deployment().up()
        yield found
    finally:
        cloud.stop()


def test_a_function_uses_the_table_the_model_and_its_variables(world):
    first = world.call("chatbot", "s1", "What is the capital of France?")["body"]
    assert "built-in responder" in first["answer"]
    second = world.call("chatbot", "s1", "And of Spain?")["body"]
    assert second["past"] == first["answer"]
    assert (second["keys"], second["stage"]) == (["s1"], SECRET)


def test_a_stream_is_the_whole_answer_in_pieces(world):
    pieces, url = world.call("stream", "What is the capital of France?")["body"]
    assert len(pieces) > 5
    assert "".join(pieces) == world.call("chatbot", "s2", "What is the capital of France?")["body"]["answer"]
    assert url.startswith(world.cloud.endpoint_url)


def test_a_function_invokes_another_and_knows_its_url(world):
    answer, url = world.call("hub", "s3", "Hello")["body"]
    assert "built-in responder" in answer["answer"]
    assert url == world.deployment().outputs()["function:chatbot:url"].value


def test_what_is_not_granted_is_denied(world):
    refused = world.call("overreach")
    assert refused["code"] == 500
    assert "AccessDeniedException" in refused["body"]
    assert "dynamodb:DeleteItem" in refused["body"]


def test_captured_values_are_sealed_in_the_state(world):
    state = (world.folder / "state" / ".pulumi" / "stacks" / "chat" / "dev.json").read_text()
    assert "ciphertext" in state
    assert SECRET not in state


def test_the_same_app_again_changes_nothing(world):
    assert world.deployment().preview().is_empty


def test_another_instance_count_makes_a_new_configuration_before_the_old_one_goes(world):
    before = list(world.app.resources)
    world.app.resources[1] = replace(
        before[1], arguments={**before[1].arguments, "instance_count": Argument(2, 2)}
    )
    try:
        summary = world.deployment().up().summary
    finally:
        world.app.resources[:] = before
    assert {(step.op, step.name) for step in summary.steps} == {
        ("replace", "llm-configuration"),
        ("update", "llm-endpoint"),
    }
    assert "built-in responder" in world.call("chatbot", "s4", "Still there?")["body"]["answer"]


def test_destroy_leaves_nothing(world):
    world.deployment().destroy()
    assert world.deployment().outputs() == {}
