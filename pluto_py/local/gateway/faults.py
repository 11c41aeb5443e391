"""What AWS says when it cannot tell who is calling, and what is said where the cloud itself fails.

Codes are those of AWS's "Common Error Types" and of the S3 error list; statuses as observed from the
services: JSON protocols answer 400, all others 403.
"""

from __future__ import annotations

import sqlite3
from enum import Enum

from pluto_py.local.gateway.protocol import Protocol
from pluto_py.local.service import ServiceError

__all__ = ["Fault", "fault", "of_the_cloud"]


class Fault(Enum):
    """Why a request is not authentic: codes in the JSON, query and S3 protocols."""

    NO_TOKEN = ("MissingAuthenticationTokenException", "MissingAuthenticationToken", "AccessDenied")
    INCOMPLETE = ("IncompleteSignatureException", "IncompleteSignature", "AuthorizationHeaderMalformed")
    UNKNOWN_KEY = ("UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId")
    EXPIRED = ("ExpiredTokenException", "ExpiredToken", "ExpiredToken")
    BAD_SIGNATURE = ("InvalidSignatureException", "SignatureDoesNotMatch", "SignatureDoesNotMatch")
    SKEWED = ("InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed")


_MESSAGES = {
    Fault.NO_TOKEN: "Missing Authentication Token",
    Fault.UNKNOWN_KEY: "The security token included in the request is invalid.",
    Fault.EXPIRED: "The security token included in the request is expired",
    Fault.BAD_SIGNATURE: (
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method. "
        "Consult the service documentation for details."
    ),
}


def fault(protocol: Protocol, kind: Fault, message: str | None = None) -> ServiceError:
    """The error for a client of `protocol`; without a message, AWS's usual one."""
    json_code, query_code, s3_code = kind.value
    text = message or _MESSAGES[kind]
    if protocol.is_rpc_json:
        return ServiceError(json_code, text, 400)
    if protocol is Protocol.REST_JSON:
        return ServiceError(json_code, text, 403)
    return ServiceError(query_code if protocol is Protocol.QUERY else s3_code, text, 403)


def of_the_cloud(error: Exception) -> str:
    """What a caller is told of an error that no service has foreseen.

    What this machine lacks (room on the disk, say) is told, because the user can mend it; of a defect only
    where to read on.
    """
    reason = ""
    if isinstance(error, OSError):
        reason = error.strerror or ""
    elif isinstance(error, sqlite3.OperationalError):
        reason = str(error)
    return f"The local cloud failed{f' ({reason})' if reason else ''}; see its cloud.log."
