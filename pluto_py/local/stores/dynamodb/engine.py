"""moto's DynamoDB, called in-process without its web server, request objects or global backends.

One `Engine` holds a backend per region. A call takes a request's parameters and gives the members of its
answer; moto's exceptions become `ServiceError`s. Importing this module imports moto, which takes half a
second: `service` does it on a thread.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.dynamodb.responses import DynamoHandler

from pluto_py.local.context import ACCOUNT
from pluto_py.local.service import ServiceError
from pluto_py.local.stores.dynamodb.operations import SERVED
from pluto_py.local.stores.dynamodb.tables import Backend

__all__ = ["Engine"]

_log = logging.getLogger(__name__)
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class _Handler(DynamoHandler):
    """moto's operations over a given backend and given parameters."""

    def __init__(self, backend: Backend, parameters: dict[str, Any]):
        super().__init__()
        self.body = self.params = parameters
        self.region = backend.region_name
        self.current_account = ACCOUNT
        self._backend = backend

    @property
    def dynamodb_backend(self) -> Backend:
        """The backend of this call, instead of moto's global one."""
        return self._backend


_METHODS: Mapping[str, Callable[[_Handler], ActionResult]] = {
    name: getattr(_Handler, _WORD.sub("_", name).lower()) for name in SERVED
}


class Engine:
    """DynamoDB of all regions, for one thread at a time."""

    def __init__(self) -> None:
        self._backends: dict[str, Backend] = {}

    def backend(self, region: str) -> Backend:
        """The tables of a region."""
        if region not in self._backends:
            self._backends[region] = Backend(region, ACCOUNT)
        return self._backends[region]

    def call(self, region: str, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Carry one served operation out. Raises `ServiceError`."""
        handler = _Handler(self.backend(region), parameters)
        try:
            answer = _METHODS[operation](handler).result
        except JsonRESTError as error:
            raise _service_error(error) from None
        except Exception as error:
            # moto trusts the client for a request's shape and knows a part of PartiQL: what it cannot take
            # ends in an exception of any kind. The client learns that, and its retries would be of no use.
            _log.warning("%s: moto could not take the request", operation, exc_info=True)
            message = f"The local DynamoDB could not take this {operation}: {type(error).__name__}: {error}"
            raise ServiceError("ValidationException", message) from error
        return _cleaned(cast("dict[str, Any]", answer or {}), parameters)


def _service_error(error: JsonRESTError) -> ServiceError:
    """The same error as ours; further members (`Item`, `CancellationReasons`) are kept."""
    members = json.loads(error.description)
    code = members.pop("__type")
    messages = [members.pop(name) for name in ("message", "Message") if name in members]
    return ServiceError(code, messages[0] if messages else "", int(error.code), members)


def _cleaned(result: dict[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """An answer without the capacities that moto reports for some calls whether wanted or not."""
    result.pop("ConsumedCapacityUnits", None)
    if parameters.get("ReturnConsumedCapacity", "NONE") == "NONE":
        result.pop("ConsumedCapacity", None)
    if parameters.get("ReturnItemCollectionMetrics", "NONE") == "NONE":
        result.pop("ItemCollectionMetrics", None)
    return result
