"""Who may call a Function URL.

`NONE`: everybody, if the function's own policy says so; since October 2025 that takes two statements, one for
`lambda:InvokeFunctionUrl` and one for `lambda:InvokeFunction` ("Control access to Lambda function URLs" of
the developer guide). `AWS_IAM`: whoever signed the request and is allowed both actions.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timezone

from pluto_py.local.context import Identity
from pluto_py.local.functions.model import FunctionRecord
from pluto_py.local.gateway import sigv4
from pluto_py.local.gateway.authority import Authority
from pluto_py.local.service import AccessDeniedError, Caller, ServiceError

__all__ = ["UrlAuthorization"]

_FORBIDDEN = (
    "Forbidden. For troubleshooting Function URL authorization issues, see: "
    "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
)


class UrlAuthorization:
    """See the module."""

    def __init__(self, identity: Identity, authority: Authority):
        self._identity = identity
        self._authority = authority
        self._public: dict[str, tuple[object, bool]] = {}

    def check_public(self, function: FunctionRecord, arn: str) -> None:
        """Raise `AccessDeniedError` unless anybody may call the function's URL.

        Only the function's policy decides, so the answer is kept until the policy is another.
        """
        policy, allowed = self._public.get(function.name, (None, False))
        if policy is not function.policy:
            allowed = all(self._identity.allows_public(a, arn, c) for a, c in _needed("NONE"))
            self._public[function.name] = (function.policy, allowed)
        if not allowed:
            raise AccessDeniedError(_FORBIDDEN)

    def check_signed(
        self, arn: str, *, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Caller:
        """Who signed the request, if they may call the function's URL; `headers` have lower-case names.

        Raises:
            AccessDeniedError: unsigned, wrongly signed, or not allowed.
        """
        caller = self._signer(method=method, path=path, query=query, headers=headers, body=body)
        for action, context in _needed("AWS_IAM"):
            self._identity.authorize(caller, action, arn, context)
        return caller

    def _signer(
        self, *, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Caller:
        try:
            signed = sigv4.read(headers, query)
            if signed is None or signed.service != "lambda":
                raise AccessDeniedError(_FORBIDDEN)
            sigv4.check_time(signed, datetime.now(timezone.utc))
        except (sigv4.IncompleteError, sigv4.SkewedError) as error:
            raise ServiceError("InvalidSignatureException", str(error), 403) from None
        principal = self._authority.principal(signed.access_key, signed.token)
        if principal is None or principal.expired:
            raise AccessDeniedError("The security token included in the request is invalid.")
        expected = sigv4.compute(
            signed,
            principal.secret_key,
            method=method,
            path=path,
            query=query,
            headers=headers,
            payload_hash=hashlib.sha256(body).hexdigest(),
        )
        if not hmac.compare_digest(expected, signed.signature):
            raise ServiceError(
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. "
                "Check your AWS Secret Access Key and signing method.",
                403,
            )
        return principal.caller


def _needed(auth_type: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    return (
        ("lambda:InvokeFunctionUrl", {"lambda:FunctionUrlAuthType": auth_type}),
        ("lambda:InvokeFunction", {"lambda:InvokedViaFunctionUrl": "true"}),
    )
