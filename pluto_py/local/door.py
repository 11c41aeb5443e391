"""Asking a running cloud through its door for the command line (`gateway.admin`)."""

from __future__ import annotations

import http.client
import json
from typing import Any

from pluto_py.errors import PlutoError

__all__ = ["SECRET_HEADER", "ask"]

SECRET_HEADER = "X-Pluto-Secret"  # noqa: S105 - the header's name


def ask(endpoint_url: str, secret: str, method: str, question: str, *, timeout_s: float) -> dict[str, Any]:
    """The answer to `/_pluto/<question>`.

    Raises:
        PlutoError: it does not answer, or not as a local cloud of this stack does.
    """
    host = endpoint_url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=timeout_s)
    try:
        connection.request(method, f"/_pluto/{question}", headers={SECRET_HEADER: secret})
        response = connection.getresponse()
        answer = json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise PlutoError(
            "The local cloud does not answer.",
            where=endpoint_url,
            why=str(error),
            hint="`pluto deploy` starts it again.",
        ) from error
    finally:
        connection.close()
    if response.status != http.client.OK or not isinstance(answer, dict):
        raise PlutoError("Something else than this stack's local cloud answers.", where=endpoint_url)
    return answer
