"""A provider package served over gRPC, for a real Pulumi CLI to attach to.

The CLI attaches by `PULUMI_DEBUG_PROVIDERS=<package>:<port>`. It opens one connection for each provider
resource and configures it, and later requests do not say which provider they mean; so a configuration belongs
to the connection that it came by.
"""

# ruff: noqa: ARG002, N802 - gRPC gives the methods their names, arguments and meaning

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from concurrent import futures
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn

import grpc
from google.protobuf import any_pb2, empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from pluto_py.engines.properties.difference import top_level
from pluto_py.engines.properties.values import Properties, decode, encode, reveal
from pluto_py.engines.provider import Checked, Difference, Package, PartialFailure, Provider, ProviderError

__all__ = ["serve"]

_UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
_THREADS = 64  # each operation that waits for the cloud holds one
# How a leaf differs, and whether the difference replaces the object.
_KINDS = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


@contextmanager
def serve(packages: Mapping[str, Package]) -> Iterator[dict[str, str]]:
    """Serve packages on loopback; yields the environment that makes a CLI attach to them."""
    # gRPC's own log goes to standard error, in the middle of a progress display.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    with ExitStack() as cleanup:
        attached = [f"{name}:{cleanup.enter_context(_serve(package))}" for name, package in packages.items()]
        yield {"PULUMI_DEBUG_PROVIDERS": ",".join(attached)}


@contextmanager
def _serve(package: Package) -> Iterator[int]:
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=_THREADS), options=_UNLIMITED)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(_Servicer(package), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(0).wait()


class _Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """One package. The CLI is told that secrets are not understood: it opens them, and marks the results."""

    def __init__(self, package: Package):
        self._package = package
        self._lock = threading.Lock()
        self._configured: dict[str, Provider] = {}

    def Attach(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version=self._package.version)

    def GetSchema(self, request: Any, context: Any) -> Any:
        return provider_pb2.GetSchemaResponse(schema="{}")

    def CheckConfig(self, request: Any, context: Any) -> Any:
        news = reveal(decode(request.news))
        # The version is the CLI's own business; it must come back as it went.
        checked = self._package.check_config({key: value for key, value in news.items() if key != "version"})
        return _checked(Checked({**news, **checked.inputs}, checked.failures))

    def DiffConfig(self, request: Any, context: Any) -> Any:
        olds, news = reveal(decode(request.old_inputs)), reveal(decode(request.news))
        for properties in (olds, news):
            properties.pop("version", None)
        return _difference(self._package.diff_config(olds, news))

    def Configure(self, request: Any, context: Any) -> Any:
        inputs = reveal(decode(request.args))
        inputs.pop("version", None)
        with _errors_to(context):
            provider = self._package.configure(inputs)
        with self._lock:
            self._configured[context.peer()] = provider
        return provider_pb2.ConfigureResponse(acceptSecrets=False, supportsPreview=True)

    def Check(self, request: Any, context: Any) -> Any:
        olds = decode(request.olds)
        with _errors_to(context):
            checked = self._provider(context).check(request.urn, decode(request.news), olds or None)
        return _checked(checked)

    def Diff(self, request: Any, context: Any) -> Any:
        with _errors_to(context):
            found = self._provider(context).diff(
                request.urn,
                decode(request.old_inputs),
                decode(request.olds),
                decode(request.news),
                tuple(request.ignoreChanges),
            )
        return _difference(found)

    def Create(self, request: Any, context: Any) -> Any:
        with _errors_to(context):
            created = self._provider(context).create(
                request.urn, decode(request.properties), timeout=request.timeout, preview=request.preview
            )
        return provider_pb2.CreateResponse(id=created.id, properties=encode(created.outputs))

    def Update(self, request: Any, context: Any) -> Any:
        with _errors_to(context):
            outputs = self._provider(context).update(
                request.urn,
                request.id,
                decode(request.old_inputs),
                decode(request.olds),
                decode(request.news),
                timeout=request.timeout,
                preview=request.preview,
            )
        return provider_pb2.UpdateResponse(properties=encode(outputs))

    def Read(self, request: Any, context: Any) -> Any:
        with _errors_to(context):
            found = self._provider(context).read(
                request.urn, request.id, decode(request.inputs), decode(request.properties)
            )
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=found.id, inputs=encode(found.inputs), properties=encode(found.outputs)
        )

    def Delete(self, request: Any, context: Any) -> Any:
        with _errors_to(context):
            self._provider(context).delete(
                request.urn,
                request.id,
                decode(request.old_inputs),
                decode(request.properties),
                timeout=request.timeout,
            )
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:
        with _errors_to(context):
            found = self._provider(context).invoke(request.tok, reveal(decode(request.args)))
        # The field's name is a keyword of Python.
        response: Any = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(encode(found))
        return response

    def Cancel(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def _provider(self, context: Any) -> Provider:
        with self._lock:
            found = self._configured.get(context.peer())
        if found is None:
            raise ProviderError("the provider was not configured on this connection")
        return found


def _checked(checked: Checked) -> Any:
    return provider_pb2.CheckResponse(
        inputs=encode(checked.inputs),
        failures=[
            provider_pb2.CheckFailure(property=failure.property, reason=failure.reason)
            for failure in checked.failures
        ],
    )


def _difference(found: Difference) -> Any:
    tops = list(dict.fromkeys(map(top_level, found.changes)))
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if found.changes else provider_pb2.DiffResponse.DIFF_NONE,
        diffs=tops,
        replaces=found.replaces,
        deleteBeforeReplace=found.delete_before_replace,
        hasDetailedDiff=True,
        detailedDiff={
            changed: provider_pb2.PropertyDiff(
                kind=_KINDS[kind, top_level(changed) in found.replaces], inputDiff=True
            )
            for changed, kind in found.changes.items()
        },
    )


@contextmanager
def _errors_to(context: Any) -> Iterator[None]:
    """Turn errors into what the CLI understands; one that leaves an object behind carries that object."""
    try:
        yield
    except PartialFailure as failure:
        context.set_trailing_metadata((("grpc-status-details-bin", _details(failure)),))
        _abort(context, str(failure))
    except Exception as error:
        _abort(context, str(error) or type(error).__name__)


def _details(failure: PartialFailure) -> bytes:
    """The failure as the error details of gRPC's richer error model."""
    left: Properties = failure.outputs
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=failure.identity, properties=encode(left), reasons=failure.reasons
        )
    )
    status: Any = status_pb2.Status(
        code=grpc.StatusCode.UNKNOWN.value[0], message=str(failure), details=[detail]
    )
    serialized: bytes = status.SerializeToString()
    return serialized


def _abort(context: Any, message: str) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, message)
    raise AssertionError("abort raises")
