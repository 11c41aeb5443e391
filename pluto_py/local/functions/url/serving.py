"""One request to a Function URL: who calls, the event, the invocation, the answer."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Mapping

from aiohttp import web

from pluto_py.local.context import CloudContext
from pluto_py.local.functions.host.host import FunctionHost
from pluto_py.local.functions.limits import REQUEST_BYTES
from pluto_py.local.functions.model import FunctionRecord
from pluto_py.local.functions.url import cors
from pluto_py.local.functions.url.authorization import UrlAuthorization
from pluto_py.local.functions.url.event_v2 import HttpRequest, event
from pluto_py.local.functions.url.response import HttpResponse, failure, response
from pluto_py.local.gateway.definition import Limit
from pluto_py.local.gateway.exchange import lower_headers, read_body
from pluto_py.local.gateway.faults import of_the_cloud
from pluto_py.local.service import Caller, ServiceError

__all__ = ["UrlServing"]

_log = logging.getLogger(__name__)
_LIMIT = Limit(REQUEST_BYTES)
_OPERATION = "InvokeFunction"


class UrlServing:
    """See the module. `lookup` gives a function as it is now, by name."""

    def __init__(
        self,
        context: CloudContext,
        host: FunctionHost,
        authorization: UrlAuthorization,
        lookup: Callable[[str], FunctionRecord | None],
    ):
        self._context = context
        self._host = host
        self._authorization = authorization
        self._lookup = lookup

    async def serve(self, name: str, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request to the URL of function `name`; every outcome is an answer."""
        request_id = str(uuid.uuid4())
        try:
            answer = await self._answer(name, request, request_id)
        except ServiceError as error:
            answer = failure(error.status, error.message, error.code)
        except ConnectionError:
            raise
        except Exception as error:
            _log.exception("the URL of function '%s' failed", name)
            answer = failure(500, of_the_cloud(error), "ServiceException")
        made = web.Response(status=answer.status, body=answer.body, headers={"x-amzn-RequestId": request_id})
        for header, value in answer.headers:
            made.headers.add(header, value)
        return made

    async def _answer(self, name: str, request: web.BaseRequest, request_id: str) -> HttpResponse:
        function = self._lookup(name)
        if function is None or function.url is None:
            raise ServiceError("ResourceNotFoundException", "This Function URL has been deleted.", 404)
        settings, headers = function.url.cors, lower_headers(request)
        if settings and (early := cors.preflight(settings, request.method, headers)):
            return early
        body = await read_body(request, _LIMIT, _OPERATION)
        caller = self._authorized(function, function.url.auth_type, request, headers, body)
        payload = json.dumps(event(_plain(request, body, request_id, caller))).encode()
        if len(payload) > REQUEST_BYTES:
            raise _LIMIT.error(_OPERATION)
        answer = response(await self._host.invoke(function, payload))
        return cors.apply(settings, headers, answer) if settings else answer

    def _authorized(
        self,
        function: FunctionRecord,
        auth_type: str,
        request: web.BaseRequest,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Caller | None:
        """The caller of a signed request, None for a public one; raises `ServiceError` for neither."""
        arn = self._context.arn("lambda", f"function:{function.name}")
        if auth_type == "NONE":
            self._authorization.check_public(function, arn)
            return None
        path, _, query = request.raw_path.partition("?")
        return self._authorization.check_signed(
            arn, method=request.method, path=path, query=query, headers=headers, body=body
        )


def _plain(request: web.BaseRequest, body: bytes, request_id: str, caller: Caller | None) -> HttpRequest:
    path, _, query = request.raw_path.partition("?")
    return HttpRequest(
        method=request.method,
        path=path,
        query=query,
        headers=request.headers.items(),
        body=body,
        source_ip=request.remote or "127.0.0.1",
        request_id=request_id,
        host=request.host,
        caller=_iam(caller) if caller else None,
    )


def _iam(caller: Caller) -> dict[str, str | None]:
    """`requestContext.authorizer.iam` of the event."""
    return {
        "accessKey": caller.access_key,
        "accountId": caller.account,
        "callerId": caller.access_key,
        "cognitoIdentity": None,
        "principalOrgId": None,
        "userArn": caller.arn,
        "userId": caller.access_key,
    }
