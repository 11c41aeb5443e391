"""SageMaker endpoints take their time, and may fail: over a small SageMaker of our own, as moto's is always ready."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pluto_py.engines.aws_provider import AwsPackage
from pluto_py.engines.provider import PartialFailure, Provider, ProviderError

URN = "urn:pulumi:dev::demo::aws:sagemaker/endpoint:Endpoint::llm"
ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/"


@dataclass
class SageMaker:
    """Endpoints that go through the statuses in `script`, one at each look."""

    endpoints: dict[str, dict[str, Any]] = field(default_factory=dict)
    script: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def answer(self, action: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.calls.append(action)
        name = request.get("EndpointName", request.get("ResourceArn", "").rpartition("/")[2])
        found = self.endpoints.get(name)
        if action == "CreateEndpoint":
            if found:
                return 400, {
                    "__type": "ValidationException",
                    "message": f"Cannot create already existing endpoint {name}",
                }
            self.endpoints[name] = {**request, "EndpointArn": ARN + name, "EndpointStatus": "Creating"}
            return 200, {"EndpointArn": ARN + name}
        if found is None:
            return 400, {"__type": "ValidationException", "message": f'Could not find endpoint "{name}".'}
        if action == "DescribeEndpoint":
            if self.script:
                found.update(self.script.pop(0))
            return 200, {key: value for key, value in found.items() if key != "Tags"}
        if action == "UpdateEndpoint":
            if found["EndpointStatus"] != "InService":
                return 400, {"__type": "ValidationException", "message": "Cannot update in-progress endpoint"}
            found.update(EndpointStatus="Updating", EndpointConfigName=request["EndpointConfigName"])
            return 200, {"EndpointArn": ARN + name}
        if action == "DeleteEndpoint":
            del self.endpoints[name]
            return 200, {}
        if action == "ListTags":
            return 200, {"Tags": found.get("Tags", [])}
        return 200, {}


@pytest.fixture
def sagemaker() -> Iterator[tuple[SageMaker, Provider]]:
    service = SageMaker()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = service.answer(self.headers["X-Amz-Target"].rpartition(".")[2], body)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        inputs = {
            "region": "us-east-1",
            "accessKey": "a",
            "secretKey": "s",
            "endpoints": json.dumps([{"sagemaker": url}]),
        }
        yield service, AwsPackage().configure(inputs)
        server.shutdown()
        thread.join()


def create(provider: Provider, **inputs: Any) -> Any:
    wanted = {"name": "llm", "endpointConfigName": "first", **inputs}
    return provider.create(URN, wanted, timeout=10, preview=False)


def update(provider: Provider, olds: dict[str, Any], **news: Any) -> Any:
    wanted = {"name": "llm", "endpointConfigName": "first", **news}
    return provider.update(URN, "llm", {"name": "llm", **olds}, {}, wanted, timeout=10, preview=False)


def test_waits_until_it_is_in_service(sagemaker: tuple[SageMaker, Provider]) -> None:
    service, provider = sagemaker
    service.script = [{"EndpointStatus": "Creating"}] * 2 + [{"EndpointStatus": "InService"}]
    created = create(provider)
    assert (created.id, created.outputs["arn"]) == ("llm", f"{ARN}llm")
    assert service.script == []


def test_says_why_it_did_not_start_and_keeps_it_on_record(sagemaker: tuple[SageMaker, Provider]) -> None:
    service, provider = sagemaker
    service.script = [{"EndpointStatus": "Failed", "FailureReason": "The image does not exist."}]
    with pytest.raises(PartialFailure) as caught:
        create(provider)
    assert caught.value.identity == "llm"
    assert caught.value.reasons == ["endpoint llm did not come into service: The image does not exist."]


def test_a_failed_one_is_made_anew(sagemaker: tuple[SageMaker, Provider]) -> None:
    service, provider = sagemaker
    service.script = [{"EndpointStatus": "Failed"}]
    with pytest.raises(PartialFailure):
        create(provider)
    service.calls.clear()
    # Seen failed twice (before the change, and before the deletion), then the new one comes up.
    service.script = [{"EndpointStatus": "Failed"}, {"EndpointStatus": "Failed"}]

    def come_up() -> None:
        service.script = [{"EndpointStatus": "InService"}]

    original = service.answer

    def answer(action: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        result = original(action, request)
        if action == "CreateEndpoint":
            come_up()
        return result

    service.answer = answer  # type: ignore[method-assign]
    outputs = update(provider, {"endpointConfigName": "first"})
    assert [
        call for call in service.calls if call in ("CreateEndpoint", "DeleteEndpoint", "UpdateEndpoint")
    ] == [
        "DeleteEndpoint",
        "CreateEndpoint",
    ]
    assert outputs["endpointConfigName"] == "first"


def test_moves_to_another_configuration_in_place(sagemaker: tuple[SageMaker, Provider]) -> None:
    service, provider = sagemaker
    service.script = [{"EndpointStatus": "InService"}]
    create(provider)
    service.script = [
        {"EndpointStatus": "InService"},
        {"EndpointStatus": "Updating"},
        {"EndpointStatus": "InService"},
    ]
    outputs = update(provider, {"endpointConfigName": "first"}, endpointConfigName="second")
    assert outputs["endpointConfigName"] == "second"
    assert "DeleteEndpoint" not in service.calls


def test_says_so_if_sagemaker_went_back(sagemaker: tuple[SageMaker, Provider]) -> None:
    service, provider = sagemaker
    service.script = [{"EndpointStatus": "InService"}]
    create(provider)
    service.script = [
        {"EndpointStatus": "InService"},
        {"EndpointStatus": "InService", "EndpointConfigName": "first", "FailureReason": "out of memory"},
    ]
    with pytest.raises(ProviderError, match="could not be updated: out of memory"):
        update(provider, {"endpointConfigName": "first"}, endpointConfigName="second")


def test_one_that_a_killed_deployment_has_begun_is_waited_for(sagemaker: tuple[SageMaker, Provider]) -> None:
    service, provider = sagemaker
    tags = {"pluto:app": "demo"}
    service.endpoints["llm"] = {
        "EndpointName": "llm",
        "EndpointArn": f"{ARN}llm",
        "EndpointConfigName": "first",
        "EndpointStatus": "Creating",
        "Tags": [{"Key": "pluto:app", "Value": "demo"}],
    }
    service.script = [{"EndpointStatus": "Creating"}] * 3 + [{"EndpointStatus": "InService"}]
    created = create(provider, tags=tags)
    assert created.outputs["tags"] == tags
    assert service.endpoints["llm"]["EndpointStatus"] == "InService"


def test_is_deleted_only_when_it_has_settled(sagemaker: tuple[SageMaker, Provider]) -> None:
    service, provider = sagemaker
    service.script = [{"EndpointStatus": "InService"}]
    create(provider)
    service.script = [{"EndpointStatus": "Updating"}, {"EndpointStatus": "InService"}]
    provider.delete(URN, "llm", {}, {}, timeout=10)
    assert service.endpoints == {}
    provider.delete(URN, "llm", {}, {}, timeout=10)


def test_what_takes_too_long_ends_with_an_error(sagemaker: tuple[SageMaker, Provider]) -> None:
    service, provider = sagemaker
    inputs = {"name": "llm", "endpointConfigName": "first", "__defaults": ["name"]}
    with pytest.raises(PartialFailure, match="timed out after 1 s: endpoint llm to settle"):
        provider.create(URN, inputs, timeout=1, preview=False)
    assert service.calls.count("DescribeEndpoint") > 3
