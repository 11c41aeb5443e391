"""Function URLs: made, read, changed and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.functions.api import shapes
from pluto_py.local.functions.model import FunctionRecord, FunctionUrl
from pluto_py.local.functions.names import validation_error
from pluto_py.local.functions.registry import FunctionRegistry
from pluto_py.local.functions.url.front import PortTakenError, UrlFronts
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse

__all__ = ["UrlOperations"]

_AUTH_TYPES = ("NONE", "AWS_IAM")
_INVOKE_MODES = ("BUFFERED", "RESPONSE_STREAM")


class UrlOperations:
    """See the module."""

    def __init__(self, context: CloudContext, registry: FunctionRegistry, fronts: UrlFronts):
        self._context = context
        self._registry = registry
        self._fronts = fronts

    async def create(self, request: ServiceRequest) -> ServiceResponse:
        """`CreateFunctionUrlConfig`."""
        parameters = request.parameters
        async with self._registry.changing(self._registry.find(parameters).name):
            function = self._registry.find(parameters)
            if function.url:
                raise ServiceError(
                    "ResourceConflictException",
                    "Failed to create function url config for [functionArn = "
                    f"{shapes.function_arn(self._context, function.name)}]. "
                    "Error message:  FunctionUrlConfig exists for this Lambda function",
                    409,
                )
            auth_type = _one_of(parameters.get("AuthType"), _AUTH_TYPES, "authType")
            invoke_mode = _one_of(parameters.get("InvokeMode") or "BUFFERED", _INVOKE_MODES, "invokeMode")
            taken = {other.url.port for other in self._registry if other.url}
            try:
                port = await self._fronts.open_new(function.name, taken)
            except PortTakenError as error:
                raise ServiceError("ServiceException", str(error), 500) from None
            now = shapes.now()
            url = FunctionUrl(port, auth_type, invoke_mode, parameters.get("Cors") or None, now, now)
            self._registry.save(replace(function, url=url))
        return shapes.json_response(shapes.function_url(self._context, function.name, url), 201)

    async def get(self, request: ServiceRequest) -> ServiceResponse:
        """`GetFunctionUrlConfig`."""
        function = self._registry.find(request.parameters)
        return shapes.json_response(shapes.function_url(self._context, function.name, _url(function)))

    async def update(self, request: ServiceRequest) -> ServiceResponse:
        """`UpdateFunctionUrlConfig`."""
        parameters = request.parameters
        async with self._registry.changing(self._registry.find(parameters).name):
            function = self._registry.find(parameters)
            before = _url(function)
            mode = parameters.get("InvokeMode") or before.invoke_mode
            url = replace(
                before,
                auth_type=_one_of(parameters.get("AuthType") or before.auth_type, _AUTH_TYPES, "authType"),
                invoke_mode=_one_of(mode, _INVOKE_MODES, "invokeMode"),
                cors=_changed_cors(before, parameters),
                modified=shapes.now(),
            )
            self._registry.save(replace(function, url=url))
        return shapes.json_response(shapes.function_url(self._context, function.name, url))

    async def delete(self, request: ServiceRequest) -> ServiceResponse:
        """`DeleteFunctionUrlConfig`."""
        async with self._registry.changing(self._registry.find(request.parameters).name):
            function = self._registry.find(request.parameters)
            _url(function)
            await self._fronts.close(function.name)
            self._registry.save(replace(function, url=None))
        return shapes.empty()

    async def list(self, request: ServiceRequest) -> ServiceResponse:
        """`ListFunctionUrlConfigs`: a function has one or none."""
        function = self._registry.find(request.parameters)
        urls = [shapes.function_url(self._context, function.name, function.url)] if function.url else []
        return shapes.json_response({"FunctionUrlConfigs": urls})


def _url(function: FunctionRecord) -> FunctionUrl:
    if function.url is None:
        raise ServiceError("ResourceNotFoundException", "The resource you requested does not exist.", 404)
    return function.url


def _one_of(given: Any, allowed: tuple[str, ...], member: str) -> str:
    if given not in allowed:
        raise validation_error(given, member, f"Member must satisfy enum value set: [{', '.join(allowed)}]")
    return str(given)


def _changed_cors(before: FunctionUrl, parameters: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """An empty structure takes the settings away; none leaves them."""
    return (parameters["Cors"] or None) if "Cors" in parameters else before.cors
