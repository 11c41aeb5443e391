"""What happens to a request: authenticate, name, authorise, hand on, answer.

The order is AWS's: nobody learns whether a table exists before the signature is right and the policy allows
it. Answers are written as they come, so a service's stream reaches its reader part by part.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timezone

from aiohttp import web

from pluto_py.local.context import ACCOUNT
from pluto_py.local.gateway import catalogue, faults, intake, signatures
from pluto_py.local.gateway.authority import Authority, Principal
from pluto_py.local.gateway.definition import Call, ServiceDefinition
from pluto_py.local.gateway.exchange import invite_body, lower_headers, read_body, send
from pluto_py.local.gateway.faults import Fault, fault
from pluto_py.local.gateway.intake import Head
from pluto_py.local.gateway.payload import UNSIGNED, Payload, declaration
from pluto_py.local.gateway.protocol import Protocol, render_error
from pluto_py.local.service import Service, ServiceError, ServiceRequest, ServiceResponse

__all__ = ["Gateway"]

_log = logging.getLogger(__name__)
_THREAD_FROM = 1024 * 1024
_EMPTY_HASH = hashlib.sha256(b"").hexdigest()


class Gateway:
    """The request handler of one local cloud.

    `services` is by signing name. `admin` answers what is under `/_pluto/`. `now` is the clock for
    signatures.
    """

    def __init__(
        self,
        authority: Authority,
        services: Mapping[str, Service],
        admin: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ):
        self._authority = authority
        self._services = services
        self._admin = admin
        self._now = now

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request; every outcome is an answer, never an exception."""
        path, _, query = request.raw_path.partition("?")
        if self._admin is not None and path.startswith("/_pluto/"):
            return await self._admin(request)
        head = Head(request.method, path, query, lower_headers(request))
        request_id = str(uuid.uuid4())
        protocol, namespace = catalogue.protocol_of(None, head.headers), ""
        try:
            signed = self._signed(head, protocol)
            protocol = catalogue.protocol_of(signed.service, head.headers)
            definition = catalogue.definition_for(signed.service, head.headers)
            namespace = definition.namespace if definition else ""
            answer = await self._answer(request, head, signed, protocol, definition)
        except ServiceError as error:
            answer = render_error(protocol, error, request_id, namespace)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:
            _log.exception("%s %s failed", head.method, head.path)
            internal = ServiceError("InternalFailure", faults.of_the_cloud(error), 500)
            answer = render_error(protocol, internal, request_id, namespace)
        return await send(request, answer, request_id)

    def _signed(self, head: Head, protocol: Protocol) -> signatures.Signed:
        try:
            signed = signatures.read(head.headers, head.query)
        except signatures.IncompleteError as error:
            raise fault(protocol, Fault.INCOMPLETE, str(error)) from None
        if signed is None:
            raise fault(protocol, Fault.NO_TOKEN)
        return signed

    async def _answer(
        self,
        request: web.BaseRequest,
        head: Head,
        signed: signatures.Signed,
        protocol: Protocol,
        definition: ServiceDefinition | None,
    ) -> ServiceResponse:
        principal = self._principal(signed, protocol)
        if definition is None or definition.name not in self._services:
            raise ServiceError("UnknownOperationException", _not_served(signed.service), 404)
        operation = intake.name_operation(definition, head)
        body, stream = b"", None
        if operation.name in definition.streamed:
            stream = self._open_stream(request, head, signed, principal.secret_key, protocol)
            if (stream.length or 0) > definition.limit(operation.name).size:
                raise definition.limit(operation.name).error(operation.name)
        else:
            body = await read_body(request, definition.limit(operation.name), operation.name)
            payload_hash = await _payload_hash(signed, head, body)
            self._verify(signed, principal.secret_key, head, payload_hash, protocol)
            operation = await intake.parameters(definition, operation, head, body)
        call = Call(definition.name, operation.name, signed.region, ACCOUNT, operation.parameters)
        source_ip = request.remote or "127.0.0.1"
        self._authority.require(principal.caller, definition.required(call), call, source_ip)
        service_request = ServiceRequest(
            service=definition.name,
            operation=operation.name,
            region=signed.region,
            caller=principal.caller,
            method=head.method,
            path=head.path,
            query=head.query,
            headers=head.headers,
            body=body,
            parameters=operation.parameters,
            stream=stream,
        )
        if stream is not None:
            invite_body(request)
        return await self._services[definition.name].handle(service_request)

    def _principal(self, signed: signatures.Signed, protocol: Protocol) -> Principal:
        """Whose key this is; the time is checked first, as AWS does."""
        try:
            signatures.check_time(signed, self._now())
        except signatures.SkewedError as error:
            raise fault(protocol, Fault.SKEWED, str(error)) from None
        except signatures.IncompleteError as error:
            raise fault(protocol, Fault.INCOMPLETE, str(error)) from None
        principal = self._authority.principal(signed.access_key, signed.token)
        if principal is None:
            raise fault(protocol, Fault.UNKNOWN_KEY)
        if principal.expired:
            raise fault(protocol, Fault.EXPIRED)
        return principal

    def _open_stream(
        self,
        request: web.BaseRequest,
        head: Head,
        signed: signatures.Signed,
        secret_key: str,
        protocol: Protocol,
    ) -> Payload:
        """The body to come, of a request whose signature covers only what it says of its body."""
        declared = declaration(signed, head.headers)
        self._verify(signed, secret_key, head, declared, protocol)
        return Payload(request.content.iter_any(), declared, head.headers, signed, secret_key)

    def _verify(
        self, signed: signatures.Signed, secret_key: str, head: Head, payload_hash: str, protocol: Protocol
    ) -> None:
        expected = signatures.compute(
            signed,
            secret_key,
            method=head.method,
            path=head.path,
            query=head.query,
            headers=head.headers,
            payload_hash=payload_hash,
        )
        if not hmac.compare_digest(expected, signed.signature):
            raise fault(protocol, Fault.BAD_SIGNATURE)


async def _payload_hash(signed: signatures.Signed, head: Head, body: bytes) -> str:
    """The body's hash; where the signer declared the payload unsigned, the declaration is what it signed."""
    declared = head.headers.get("x-amz-content-sha256")
    if declared == UNSIGNED or (signed.expires_s is not None and signed.service == "s3"):
        return UNSIGNED
    if not body:
        return _EMPTY_HASH
    if len(body) < _THREAD_FROM:
        return hashlib.sha256(body).hexdigest()
    return (await asyncio.to_thread(hashlib.sha256, body)).hexdigest()


def _not_served(name: str) -> str:
    return f"The local cloud does not serve '{name}' with this protocol."
