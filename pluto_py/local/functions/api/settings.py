"""Tags, reserved concurrency, and the account's figures."""

from __future__ import annotations

from dataclasses import replace

from pluto_py.local.context import CloudContext
from pluto_py.local.functions.api import shapes
from pluto_py.local.functions.limits import UNZIPPED_BYTES, HostSettings
from pluto_py.local.functions.registry import FunctionRegistry
from pluto_py.local.functions.validation import invalid
from pluto_py.local.service import ServiceRequest, ServiceResponse

__all__ = ["SettingOperations"]

_TOTAL_CODE_BYTES = 75 * 1024**3  # Lambda's quota for all functions and layers of an account
_ZIPPED_BYTES = 50 * 1024**2


class SettingOperations:
    """See the module."""

    def __init__(self, context: CloudContext, registry: FunctionRegistry, settings: HostSettings):
        self._context = context
        self._registry = registry
        self._settings = settings

    async def tag(self, request: ServiceRequest) -> ServiceResponse:
        """`TagResource`."""
        function = self._registry.find(request.parameters, "Resource")
        added = request.parameters.get("Tags") or {}
        self._registry.save(replace(function, tags={**function.tags, **added}))
        return shapes.empty()

    async def untag(self, request: ServiceRequest) -> ServiceResponse:
        """`UntagResource`."""
        function = self._registry.find(request.parameters, "Resource")
        removed = request.parameters.get("TagKeys") or ()
        removed = {removed} if isinstance(removed, str) else set(removed)
        kept = {key: value for key, value in function.tags.items() if key not in removed}
        self._registry.save(replace(function, tags=kept))
        return shapes.empty()

    async def list_tags(self, request: ServiceRequest) -> ServiceResponse:
        """`ListTags`."""
        function = self._registry.find(request.parameters, "Resource")
        return shapes.json_response({"Tags": dict(function.tags)})

    async def put_concurrency(self, request: ServiceRequest) -> ServiceResponse:
        """`PutFunctionConcurrency`."""
        function = self._registry.find(request.parameters)
        reserved = request.parameters.get("ReservedConcurrentExecutions")
        if isinstance(reserved, bool) or not isinstance(reserved, int) or reserved < 0:
            raise invalid(f"ReservedConcurrentExecutions must be a whole number from 0, not {reserved}.")
        if reserved > self._settings.concurrency:
            raise invalid(
                f"Specified ReservedConcurrentExecutions for function exceeds this machine's limit "
                f"of [{self._settings.concurrency}]."
            )
        self._registry.save(replace(function, concurrency=reserved))
        return shapes.json_response({"ReservedConcurrentExecutions": reserved})

    async def get_concurrency(self, request: ServiceRequest) -> ServiceResponse:
        """`GetFunctionConcurrency`."""
        reserved = self._registry.find(request.parameters).concurrency
        return shapes.json_response({} if reserved is None else {"ReservedConcurrentExecutions": reserved})

    async def delete_concurrency(self, request: ServiceRequest) -> ServiceResponse:
        """`DeleteFunctionConcurrency`."""
        self._registry.save(replace(self._registry.find(request.parameters), concurrency=None))
        return shapes.empty()

    async def get_code_signing(self, request: ServiceRequest) -> ServiceResponse:
        """`GetFunctionCodeSigningConfig`: there is never one."""
        return shapes.json_response({"FunctionName": self._registry.find(request.parameters).name})

    async def get_account(self, request: ServiceRequest) -> ServiceResponse:  # noqa: ARG002 - every operation has it
        """`GetAccountSettings`."""
        functions = list(self._registry)
        reserved = sum(function.concurrency or 0 for function in functions)
        return shapes.json_response(
            {
                "AccountLimit": {
                    "TotalCodeSize": _TOTAL_CODE_BYTES,
                    "CodeSizeUnzipped": UNZIPPED_BYTES,
                    "CodeSizeZipped": _ZIPPED_BYTES,
                    "ConcurrentExecutions": self._settings.concurrency,
                    "UnreservedConcurrentExecutions": self._settings.concurrency - reserved,
                },
                "AccountUsage": {
                    "TotalCodeSize": sum(function.code_size for function in functions),
                    "FunctionCount": len(functions),
                },
            }
        )
