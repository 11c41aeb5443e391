"""Creating, changing, reading and deleting functions."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pluto_py.infra.naming import LOCAL_CODE_BUCKET
from pluto_py.local.context import CloudContext
from pluto_py.local.functions.api import shapes
from pluto_py.local.functions.code.archive import unreadable
from pluto_py.local.functions.code.code_store import CodeStore
from pluto_py.local.functions.model import Configuration, FunctionRecord
from pluto_py.local.functions.names import function_name, not_found
from pluto_py.local.functions.registry import FunctionRegistry
from pluto_py.local.functions.validation import configured, invalid, within
from pluto_py.local.service import Caller, ServiceError, ServiceRequest, ServiceResponse

__all__ = ["FunctionOperations"]

_PAGE = 50
_PAGE_SIZES = range(1, 10_000 + 1)


class FunctionOperations:
    """See the module."""

    def __init__(
        self,
        context: CloudContext,
        registry: FunctionRegistry,
        code: CodeStore,
        on_delete: Callable[[str], Awaitable[None]],
        on_code_unused: Callable[[], None],
    ):
        self._context = context
        self._registry = registry
        self._code = code
        self._on_delete = on_delete
        self._on_code_unused = on_code_unused

    async def create(self, request: ServiceRequest) -> ServiceResponse:
        """`CreateFunction`."""
        parameters = request.parameters
        name = function_name(self._context, {"FunctionName": parameters.get("FunctionName")})
        async with self._registry.changing(name):
            if self._registry.get(name):
                raise ServiceError("ResourceConflictException", f"Function already exist: {name}", 409)
            settings = configured(None, parameters)
            self._check_role(settings)
            zipped = await asyncio.to_thread(_package, parameters.get("Code") or {}, request.caller)
            async with self._code.adding(zipped) as sha256:
                function = FunctionRecord(
                    name=name,
                    configuration=settings,
                    code_sha256=sha256,
                    code_size=len(zipped),
                    modified=shapes.now(),
                    revision=shapes.new_revision(),
                    architectures=tuple(parameters.get("Architectures") or ("x86_64",)),
                    tags=dict(parameters.get("Tags") or {}),
                )
                self._registry.save(function)
        return shapes.json_response(shapes.configuration(self._context, function), 201)

    async def update_code(self, request: ServiceRequest) -> ServiceResponse:
        """`UpdateFunctionCode`."""
        parameters = request.parameters
        if parameters.get("Publish"):
            raise invalid("The local platform keeps no published versions, only $LATEST.")
        name = self._registry.find(parameters).name
        async with self._registry.changing(name):
            function = self._unchanged(parameters)
            zipped = await asyncio.to_thread(_package, parameters, request.caller)
            async with self._code.adding(zipped) as sha256:
                changed = replace(
                    function,
                    code_sha256=sha256,
                    code_size=len(zipped),
                    modified=shapes.now(),
                    revision=shapes.new_revision(),
                    architectures=tuple(parameters.get("Architectures") or function.architectures),
                )
                if not parameters.get("DryRun"):
                    self._registry.save(changed)
        self._on_code_unused()
        return shapes.json_response(shapes.configuration(self._context, changed))

    async def update_configuration(self, request: ServiceRequest) -> ServiceResponse:
        """`UpdateFunctionConfiguration`."""
        name = self._registry.find(request.parameters).name
        async with self._registry.changing(name):
            function = self._unchanged(request.parameters)
            settings = configured(function.configuration, request.parameters)
            if settings.role != function.configuration.role:
                self._check_role(settings)
            changed = replace(
                function, configuration=settings, modified=shapes.now(), revision=shapes.new_revision()
            )
            self._registry.save(changed)
        return shapes.json_response(shapes.configuration(self._context, changed))

    async def delete(self, request: ServiceRequest) -> ServiceResponse:
        """`DeleteFunction`."""
        name = self._registry.find(request.parameters).name
        async with self._registry.changing(name):
            if not self._registry.get(name):
                raise not_found(self._context, name)
            await self._on_delete(name)
            self._registry.delete(name)
        self._on_code_unused()
        return shapes.empty()

    async def get(self, request: ServiceRequest) -> ServiceResponse:
        """`GetFunction`."""
        function = self._registry.find(request.parameters)
        answer: dict[str, Any] = {
            "Configuration": shapes.configuration(self._context, function),
            "Code": {"RepositoryType": "local", "Location": self._code.path(function.code_sha256).as_uri()},
        }
        if function.tags:
            answer["Tags"] = dict(function.tags)
        if function.concurrency is not None:
            answer["Concurrency"] = {"ReservedConcurrentExecutions": function.concurrency}
        return shapes.json_response(answer)

    async def get_configuration(self, request: ServiceRequest) -> ServiceResponse:
        """`GetFunctionConfiguration`."""
        function = self._registry.find(request.parameters)
        return shapes.json_response(shapes.configuration(self._context, function))

    async def list(self, request: ServiceRequest) -> ServiceResponse:
        """`ListFunctions`; the marker is the last name of the page before."""
        marker = str(request.parameters.get("Marker") or "")
        size = min(within(request.parameters.get("MaxItems") or _PAGE, _PAGE_SIZES, "maxItems"), _PAGE)
        rest = [function for function in self._registry if function.name > marker]
        answer: dict[str, Any] = {"Functions": [shapes.configuration(self._context, f) for f in rest[:size]]}
        if len(rest) > size:
            answer["NextMarker"] = rest[size - 1].name
        return shapes.json_response(answer)

    async def list_versions(self, request: ServiceRequest) -> ServiceResponse:
        """`ListVersionsByFunction`: `$LATEST` alone."""
        function = self._registry.find(request.parameters)
        return shapes.json_response({"Versions": [shapes.configuration(self._context, function)]})

    def _unchanged(self, parameters: Mapping[str, Any]) -> FunctionRecord:
        """The function as it is under its lock, if the caller's revision is still the present one."""
        function = self._registry.find(parameters)
        shapes.check_revision(function, parameters)
        return function

    def _check_role(self, settings: Configuration) -> None:
        """Lambda may take the role; that the caller may pass it on, the gateway has seen to."""
        if not self._context.identity.can_assume(settings.role, "lambda.amazonaws.com"):
            raise invalid("The role defined for the function cannot be assumed by Lambda.")


def _package(code: Mapping[str, Any], caller: Caller) -> bytes:
    """The zip that a request brings or points to."""
    if code.get("ImageUri"):
        raise invalid("The local platform runs functions from zip packages, not from container images.")
    if code.get("S3Bucket") == LOCAL_CODE_BUCKET and caller.role_name is None:
        return _file(Path(str(code.get("S3Key") or "")))
    if code.get("S3Bucket"):
        raise invalid("The local platform takes packages of any size in the request itself, as ZipFile.")
    zipped = code.get("ZipFile")
    if not zipped:
        raise invalid("Please provide a source for function code.")
    if isinstance(zipped, bytes):
        return zipped
    try:
        return base64.b64decode(zipped, validate=True)
    except (binascii.Error, ValueError):
        raise unreadable() from None


def _file(path: Path) -> bytes:
    """A zip on this machine's disk: the deployer's own way to hand a bundle over."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise invalid(f"The package {path} cannot be read: {error.strerror}.") from None
