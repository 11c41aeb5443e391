"""The handlers as a real CLI meets them: over gRPC, one connection for each provider resource."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2
from things import TOKEN

from pluto_py.engines import provider_server
from pluto_py.engines.aws_provider import AwsPackage
from pluto_py.engines.properties.values import UNKNOWN, decode, encode

URN = f"urn:pulumi:dev::demo::{TOKEN}::one"
DIFF = provider_pb2.PropertyDiff


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with provider_server.serve({"aws": AwsPackage()}) as environment:
        package, _, port = environment["PULUMI_DEBUG_PROVIDERS"].partition(":")
        assert package == "aws"
        yield f"127.0.0.1:{port}"


@pytest.fixture
def connect(address: str, tmp_path: Path) -> Iterator[Any]:
    channels = []

    def connected(region: str = "us-east-1") -> Any:
        # As the CLI does: a connection of its own, configured before anything is asked.
        channel = grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)])
        channels.append(channel)
        stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest(args=encode(configuration(tmp_path, region))))
        return stub

    yield connected
    for channel in channels:
        channel.close()


def configuration(folder: Path, region: str = "us-east-1") -> dict[str, Any]:
    endpoints = json.dumps([{"test": f"file://{folder}"}])
    return {"region": region, "endpoints": endpoints, "accessKey": "a", "secretKey": "s", "version": "7.51.1"}


def created(stub: Any, **inputs: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:
    checked = decode(stub.Check(provider_pb2.CheckRequest(urn=URN, news=encode(inputs))).inputs)
    found = stub.Create(provider_pb2.CreateRequest(urn=URN, properties=encode(checked)))
    return found.id, checked, decode(found.properties)


def test_a_resource_lives(connect: Any) -> None:
    stub = connect()
    identity, inputs, outputs = created(stub, size=2)
    news = decode(
        stub.Check(provider_pb2.CheckRequest(urn=URN, olds=encode(inputs), news=encode({"size": 3}))).inputs
    )
    assert news["name"] == inputs["name"]
    diff = stub.Diff(
        provider_pb2.DiffRequest(
            id=identity, urn=URN, olds=encode(outputs), old_inputs=encode(inputs), news=encode(news)
        )
    )
    assert (diff.changes, list(diff.diffs), diff.detailedDiff["size"].kind) == (
        provider_pb2.DiffResponse.DIFF_SOME,
        ["size"],
        DIFF.UPDATE,
    )
    request = {
        "id": identity,
        "urn": URN,
        "olds": encode(outputs),
        "old_inputs": encode(inputs),
        "news": encode(news),
    }
    preview = stub.Update(provider_pb2.UpdateRequest(**request, preview=True))
    assert "revision" not in decode(preview.properties)
    assert decode(stub.Update(provider_pb2.UpdateRequest(**request)).properties)["size"] == 3
    read = stub.Read(provider_pb2.ReadRequest(id=identity, urn=URN, inputs=encode(news)))
    assert (read.id, decode(read.inputs)) == (identity, news)
    stub.Delete(provider_pb2.DeleteRequest(id=identity, urn=URN, properties=read.properties))
    assert stub.Read(provider_pb2.ReadRequest(id=identity, urn=URN)).id == ""


def test_a_difference_that_replaces_says_so(connect: Any) -> None:
    stub = connect()
    olds, news = {"name": "a", "kind": "x"}, {"name": "a", "kind": "y", "__defaults": []}
    diff = stub.Diff(provider_pb2.DiffRequest(id="a", urn=URN, old_inputs=encode(olds), news=encode(news)))
    assert (list(diff.replaces), diff.deleteBeforeReplace) == (["kind"], True)
    assert diff.detailedDiff["kind"].kind == DIFF.UPDATE_REPLACE
    nothing = stub.Diff(provider_pb2.DiffRequest(id="a", urn=URN, old_inputs=encode(olds), news=encode(olds)))
    assert nothing.changes == provider_pb2.DiffResponse.DIFF_NONE


def test_each_connection_has_the_configuration_that_came_by_it(connect: Any) -> None:
    here, there = connect("us-east-1"), connect("eu-west-1")
    _, _, outputs = created(here, size=1)
    assert ":us-east-1:" in outputs["arn"]
    _, _, outputs = created(there, size=1)
    assert ":eu-west-1:" in outputs["arn"]


def test_without_configuration_nothing_is_done(address: str) -> None:
    with grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
        stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)
        with pytest.raises(grpc.RpcError, match="was not configured on this connection"):
            stub.Create(provider_pb2.CreateRequest(urn=URN))


def test_wrong_inputs_are_failures_and_unknown_ones_are_not(connect: Any) -> None:
    stub = connect()
    news = encode({"sizes": 1, "name": UNKNOWN})
    (failure,) = stub.Check(provider_pb2.CheckRequest(urn=URN, news=news)).failures
    assert failure.property == "sizes"
    assert "did you mean 'size'?" in failure.reason


def test_an_object_that_is_not_well_comes_with_its_error(connect: Any) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        created(connect(), name="patient", unhealthy=True)
    metadata = dict(caught.value.trailing_metadata())
    status: Any = status_pb2.Status.FromString(metadata["grpc-status-details-bin"])
    detail: any_pb2.Any = status.details[0]
    found = provider_pb2.ErrorResourceInitFailed()
    assert detail.Unpack(found)
    assert (found.id, list(found.reasons)) == ("patient", ["thing patient is unhealthy"])


def test_configuration_is_checked_and_compared(address: str, tmp_path: Path) -> None:
    with grpc.insecure_channel(address) as channel:
        stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)
        good, bad = configuration(tmp_path), {"endpoints": "["}
        checked = stub.CheckConfig(provider_pb2.CheckRequest(news=encode(good)))
        assert (decode(checked.inputs), list(checked.failures)) == (good, [])
        failures = stub.CheckConfig(provider_pb2.CheckRequest(news=encode(bad))).failures
        assert {failure.property for failure in failures} == {"region", "endpoints"}
        for changed, replaces in (({"region": "eu-west-1"}, ["region"]), ({"accessKey": "b"}, [])):
            news = encode({**good, **changed})
            diff = stub.DiffConfig(provider_pb2.DiffRequest(old_inputs=encode(good), news=news))
            assert list(diff.replaces) == replaces
            assert diff.changes == provider_pb2.DiffResponse.DIFF_SOME


def test_questions(connect: Any) -> None:
    stub = connect("eu-west-1")
    answer = stub.Invoke(provider_pb2.InvokeRequest(tok="aws:index/getRegion:getRegion"))
    assert decode(getattr(answer, "return"))["region"] == "eu-west-1"
    with pytest.raises(grpc.RpcError, match="is not available here"):
        stub.Invoke(provider_pb2.InvokeRequest(tok="aws:ec2/getVpc:getVpc"))


def test_introduces_itself(address: str) -> None:
    from google.protobuf import empty_pb2
    from pulumi.runtime.proto import plugin_pb2

    with grpc.insecure_channel(address) as channel:
        stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1"))
        assert stub.GetPluginInfo(empty_pb2.Empty()).version == AwsPackage.version
        stub.Cancel(empty_pb2.Empty())
