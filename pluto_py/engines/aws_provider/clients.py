"""boto3 clients for one configuration, made when first used and kept.

With endpoints of our own (the local platform), nothing of the user's AWS setup is read: no profile, no shared
configuration, no credentials from the environment, no proxy.
"""

from __future__ import annotations

import os
import threading
from typing import Any

from pluto_py.engines.aws_provider.settings import AwsSettings
from pluto_py.engines.provider import ProviderError

__all__ = ["Clients", "error_code", "is_error"]

_CONNECTIONS = 32  # at least as many as an engine's parallel operations


class Clients:
    """Clients by botocore's service name. Thread-safe, as boto3's clients are (their making is not)."""

    def __init__(self, settings: AwsSettings):
        self.settings = settings
        self._lock = threading.Lock()
        self._clients: dict[str, Any] = {}
        self._session: Any = None

    def __call__(self, service: str) -> Any:
        """The client for a service, such as `lambda` or `logs`."""
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._make(service)
            return self._clients[service]

    def _make(self, service: str) -> Any:
        from botocore.config import Config

        if self._session is None:
            self._session = _session(self.settings)
        settings = self.settings
        if settings.private and settings.endpoint(service) is None:
            raise ProviderError(
                f"aws:endpoints names no endpoint for {service!r}, and AWS itself is not meant"
            )
        return self._session.create_client(
            service,
            region_name=settings.region,
            endpoint_url=settings.endpoint(service),
            aws_access_key_id=settings.access_key,
            aws_secret_access_key=settings.secret_key,
            aws_session_token=settings.token,
            config=Config(
                retries={"mode": "standard", "max_attempts": 5},
                max_pool_connections=_CONNECTIONS,
                proxies={} if settings.private else None,
            ),
        )


def _session(settings: AwsSettings) -> Any:
    import botocore.session

    if not settings.private:
        return botocore.session.Session()
    nothing = (None, None, None, None)
    return botocore.session.Session(
        session_vars={
            "profile": nothing,
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
            "ca_bundle": nothing,
        }
    )


def error_code(error: Exception) -> str:
    """AWS's code for a client error (`NoSuchEntity`), or an empty text for any other error."""
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def is_error(error: Exception, *codes: str, text: str = "") -> bool:
    """True for an AWS error with one of the codes (and, where given, a text in its message)."""
    return error_code(error) in codes and text.lower() in str(error).lower()
