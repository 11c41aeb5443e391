"""SageMaker's door: operations by name, checked against the API's model, answered in JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.sagemaker.configs import EndpointConfigs
from pluto_py.local.sagemaker.constraints import check
from pluto_py.local.sagemaker.endpoints import Endpoints
from pluto_py.local.sagemaker.fleet import Fleet
from pluto_py.local.sagemaker.models import Models
from pluto_py.local.sagemaker.runtime import Runtime
from pluto_py.local.sagemaker.settings import SageMakerSettings
from pluto_py.local.sagemaker.store import Store
from pluto_py.local.sagemaker.tags import Tags
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse

__all__ = ["SageMakerService"]

_JSON = "application/x-amz-json-1.1"
Operation = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


class SageMakerService:
    """The `Service` for the signing name `sagemaker`: control plane and runtime.

    Args:
        context: the cloud it belongs to.
        settings: by default, those of the process's environment.
    """

    def __init__(self, context: CloudContext, settings: SageMakerSettings | None = None):
        settings = settings or SageMakerSettings.from_environment(os.environ)
        self._store = store = Store(context.database)
        self._fleet = Fleet(context, settings)
        models = Models(context, store)
        configs = EndpointConfigs(context, store, models)
        self._endpoints = endpoints = Endpoints(context, store, configs, self._fleet, settings.transition_s)
        runtime = Runtime(context, self._fleet, settings)
        tags = Tags(store)
        self._runtime = {
            "InvokeEndpoint": runtime.invoke,
            "InvokeEndpointWithResponseStream": runtime.invoke_stream,
        }
        self._operations: Mapping[str, Operation] = {
            "CreateModel": models.create,
            "DescribeModel": models.describe,
            "DeleteModel": models.delete,
            "ListModels": models.page,
            "CreateEndpointConfig": configs.create,
            "DescribeEndpointConfig": configs.describe,
            "DeleteEndpointConfig": configs.delete,
            "ListEndpointConfigs": configs.page,
            "CreateEndpoint": endpoints.create,
            "DescribeEndpoint": endpoints.describe,
            "UpdateEndpoint": endpoints.update,
            "DeleteEndpoint": endpoints.delete,
            "ListEndpoints": endpoints.page,
            "AddTags": tags.add,
            "ListTags": tags.page,
            "DeleteTags": tags.remove,
        }

    async def handle(self, request: ServiceRequest) -> ServiceResponse:
        """Answer one request; see `Service`."""
        invoke = self._runtime.get(request.operation)
        if invoke is not None:
            return await invoke(request)
        operation = self._operations.get(request.operation)
        if operation is None:
            raise ServiceError(
                "UnknownOperationException", f"The local SageMaker does not serve {request.operation}."
            )
        check(request.operation, request.parameters)
        result = operation(request.parameters)
        body = b"" if result is None else json.dumps(result).encode()
        return ServiceResponse(headers={"Content-Type": _JSON}, body=body)

    async def start(self) -> None:
        """Bring endpoints back as they were, and go on with what was under way."""
        self._endpoints.resume()

    async def stop(self) -> None:
        """Stop containers; endpoints that are under way go on at the next start."""
        await self._endpoints.stop()
        await self._fleet.close()
        self._store.close()

    def report(self) -> Mapping[str, Any]:
        """Every endpoint's name and status."""
        return {"endpoints": self._endpoints.statuses()}
