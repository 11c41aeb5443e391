"""The functions that exist, and the one way to change one: under its lock, saved, and its processes told."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.functions.code.code_store import CodeStore
from pluto_py.local.functions.host.host import FunctionHost
from pluto_py.local.functions.model import FunctionRecord
from pluto_py.local.functions.names import function_name, not_found
from pluto_py.local.functions.store import FunctionStore

__all__ = ["FunctionRegistry"]


class FunctionRegistry:
    """See the module."""

    def __init__(self, context: CloudContext, store: FunctionStore, code: CodeStore, host: FunctionHost):
        self._context = context
        self._store = store
        self._code = code
        self._host = host
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def __iter__(self) -> Iterator[FunctionRecord]:
        """All functions, by name."""
        return iter(self._store)

    def find(self, parameters: Mapping[str, Any], member: str = "FunctionName") -> FunctionRecord:
        """The function that a request names.

        Raises:
            ServiceError: `ResourceNotFoundException`, or `ValidationException` for what is no name.
        """
        name = function_name(self._context, parameters, member)
        function = self._store.get(name)
        if function is None:
            raise not_found(self._context, name)
        return function

    def get(self, name: str) -> FunctionRecord | None:
        """The function of that bare name, or None."""
        return self._store.get(name)

    @asynccontextmanager
    async def changing(self, name: str) -> AsyncIterator[None]:
        """Hold a function's lock: two changes of one function do not interleave."""
        async with self._locks[name]:
            yield

    def save(self, function: FunctionRecord) -> None:
        """Keep a new state of a function; environments that it outdates end."""
        self._store.put(function)
        self._host.refresh(function)

    def delete(self, name: str) -> None:
        """Forget a function and end its environments."""
        self._store.delete(name)
        self._host.retire(name)

    async def collect_code(self) -> None:
        """Remove code that neither a function nor a running environment uses."""
        await self._code.collect(self._used_code)

    def _used_code(self) -> set[str]:
        return {function.code_sha256 for function in self._store} | self._host.code_in_use()
