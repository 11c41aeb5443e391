"""The engine's wire: `ResourceMonitor` and `Engine`, as the Pulumi SDK calls them from a running program."""

# ruff: noqa: ARG002, N802 - gRPC gives the methods their names, arguments and meaning

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, resource_pb2, resource_pb2_grpc

from pluto_py.engines.embedded.executor import CancelledError
from pluto_py.engines.embedded.goal import Goal, from_request
from pluto_py.engines.embedded.registry import Plugin
from pluto_py.engines.embedded.update import Outcome, Update
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.properties.assets import with_hashes
from pluto_py.engines.properties.values import Properties, decode, encode, reveal
from pluto_py.engines.provider import ProviderError

__all__ = ["serve"]

# What the SDK may use, by its old name and its new number. Output values are not among them: dependencies
# then come per property, which is enough. What is not listed, the SDK refuses to the program by itself.
_FEATURES = {
    "secrets": resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    "resourceReferences": resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    "aliasSpecs": resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    "deletedWith": resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    "parameterization": resource_pb2.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
}
_UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
_SEVERITIES = {
    engine_pb2.DEBUG: "debug",
    engine_pb2.INFO: "info",
    engine_pb2.WARNING: "warning",
    engine_pb2.ERROR: "error",
}


@contextmanager
def serve(update: Update) -> Iterator[str]:
    """Serve a program's engine on loopback; yields its address.

    Each registration blocks a thread until its resource is there, so there are more threads than the SDK has
    (four for every parallel operation).
    """
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=8 * update.options.parallel + 16), options=_UNLIMITED
    )
    monitor = _Monitor(update)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    engine_pb2_grpc.add_EngineServicer_to_server(_Engine(update), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(0)


class _Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """Answers a program's registrations, lookups and questions."""

    def __init__(self, update: Update):
        self._update = update
        self._packages: dict[str, Plugin] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._lock = threading.Lock()

    def GetDeploymentInfo(self, request: Any, context: Any) -> Any:
        options = self._update.options
        return resource_pb2.DeploymentInfo(
            project=options.project,
            stack=options.stack,
            organization="organization",
            dryRun=options.preview,
            parallel=options.parallel,
            supportedFeatures=sorted(_FEATURES.values()),
        )

    def SupportsFeature(self, request: Any, context: Any) -> Any:
        """What SDKs asked before there was `GetDeploymentInfo`, feature by feature."""
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in _FEATURES)

    def RegisterPackage(self, request: Any, context: Any) -> Any:
        if request.HasField("parameterization"):
            _abort(
                context, f"{request.name}: parameterized packages are not supported by the embedded engine"
            )
        reference = f"{request.name}@{request.version}"
        with self._lock:
            self._packages[reference] = Plugin(request.name, request.version)
        return resource_pb2.RegisterPackageResponse(ref=reference)

    def SignalAndWaitForShutdown(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def RegisterResource(self, request: Any, context: Any) -> Any:
        update = self._update
        with _errors_to(context):
            if request.remote:
                raise ProviderError(f"{request.type}: components of other languages are not supported here")
            if request.HasField("replacement_trigger"):
                raise ProviderError(
                    f"{request.type} {request.name}: replacement triggers are not supported here"
                )
            goal = from_request(request, update.goals.get(request.parent), update.options.folder)
            if goal.custom and urns.provider_package(goal.type) is None and not goal.provider:
                provider = update.default_provider(self._plugin(request, request.type))
                goal = dataclasses.replace(goal, provider=provider)
            elif goal.version and urns.provider_package(goal.type) is not None:
                goal.inputs.setdefault("version", goal.version)
            outcome = update.register(goal)
        return self._answer(outcome, custom=goal.custom)

    def ReadResource(self, request: Any, context: Any) -> Any:
        update = self._update
        with _errors_to(context):
            goal = Goal(
                type=request.type,
                name=request.name,
                custom=True,
                inputs=with_hashes(decode(request.properties), update.options.folder),
                parent=request.parent,
                provider=request.provider or update.default_provider(self._plugin(request, request.type)),
                dependencies=tuple(sorted(set(request.dependencies))),
                additional_secret_outputs=tuple(request.additionalSecretOutputs),
            )
            outcome = update.read(goal, request.id)
            if outcome.state is None:
                raise ProviderError(f"reading {request.type} {request.name} ({request.id}) failed")
        self._remember(outcome)
        return resource_pb2.ReadResourceResponse(urn=outcome.urn, properties=encode(outcome.state.outputs))

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:
        with _errors_to(context):
            outputs = with_hashes(decode(request.outputs), self._update.options.folder)
            self._update.register_outputs(request.urn, outputs)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:
        with _errors_to(context, f"invocation of {request.tok} returned an error"):
            arguments = reveal(decode(request.args))
            if request.tok == "pulumi:pulumi:getResource":
                found = self._resource(arguments)
            else:
                found = self._update.invoke(
                    request.tok, arguments, request.provider, self._plugin(request, request.tok)
                )
        # The field's name is a keyword of Python.
        response: Any = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(encode(found))
        return response

    def Call(self, request: Any, context: Any) -> Any:
        _abort(context, f"{request.tok}: method calls on resources are not supported by the embedded engine")

    def _plugin(self, request: Any, token: str) -> Plugin:
        """The plug-in that a request means: newer SDKs refer to one that they have registered."""
        with self._lock:
            found = self._packages.get(request.packageRef)
        return found or Plugin(urns.package_of(token), request.version)

    def _answer(self, outcome: Outcome, *, custom: bool) -> Any:
        if outcome.state is None:
            return resource_pb2.RegisterResourceResponse(urn=outcome.urn, result=resource_pb2.FAIL)
        self._remember(outcome)
        state = outcome.state
        return resource_pb2.RegisterResourceResponse(
            urn=outcome.urn,
            id=state.id,
            object=encode(state.outputs if custom else {}),
            result=resource_pb2.SUCCESS,
        )

    def _remember(self, outcome: Outcome) -> None:
        with self._lock:
            self._outcomes[outcome.urn] = outcome

    def _resource(self, arguments: Properties) -> Properties:
        """A resource that the program has registered already, for references to resources inside values."""
        with self._lock:
            outcome = self._outcomes.get(arguments["urn"])
        if outcome is None or outcome.state is None:
            raise ProviderError(f"unknown resource {arguments['urn']}")
        return {"urn": outcome.urn, "id": outcome.state.id, "state": outcome.state.outputs}


class _Engine(engine_pb2_grpc.EngineServicer):
    """Takes a program's messages."""

    def __init__(self, update: Update):
        self._update = update
        self._root = ""

    def Log(self, request: Any, context: Any) -> Any:
        severity = _SEVERITIES[request.severity]
        if severity == "error":
            self._update.events.error(request.urn, request.message)
        elif severity != "debug":
            self._update.events.diagnostic(
                severity,
                request.message,
                request.urn,
                stream=request.streamId,
                ephemeral=request.ephemeral,
            )
        return empty_pb2.Empty()

    def GetRootResource(self, request: Any, context: Any) -> Any:
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(self, request: Any, context: Any) -> Any:
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()


@contextmanager
def _errors_to(context: Any, what: str = "") -> Iterator[None]:
    """Turn errors into the answers that the SDK understands: unavailable means that the update is over."""
    try:
        yield
    except CancelledError:
        context.abort(grpc.StatusCode.UNAVAILABLE, "resource monitor shut down")
    except Exception as error:
        message = str(error) or type(error).__name__
        _abort(context, f"{what}: {message}" if what else message)


def _abort(context: Any, message: str) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, message)
    raise AssertionError("abort raises")
