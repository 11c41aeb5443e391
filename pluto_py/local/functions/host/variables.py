"""The variables of a function's process: those that Lambda defines, the function's own, no others.

Names and meanings: Lambda developer guide, "Defined runtime environment variables".
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pluto_py.local.context import Credentials
from pluto_py.local.functions.model import FunctionRecord

__all__ = ["Surroundings", "variables"]


@dataclass(frozen=True)
class Surroundings:
    """What an environment gets apart from its function: folders of its own, identity, the cloud's address."""

    code: Path
    runtime: Path
    home: Path
    temporary: Path
    region: str
    endpoint_url: str
    log_group: str
    log_stream: str
    credentials: Credentials


def variables(function: FunctionRecord, around: Surroundings, runtime_api: str) -> Mapping[str, str]:
    """All variables of one environment. `runtime_api` is `host:port`."""
    settings = function.configuration
    return {
        "PATH": os.defpath,
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "HOME": str(around.home),
        "TMPDIR": str(around.temporary),
        "PYTHONPATH": str(around.runtime),
        **settings.environment,
        "_HANDLER": settings.handler,
        "AWS_ACCESS_KEY_ID": around.credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": around.credentials.secret_key,
        "AWS_SESSION_TOKEN": around.credentials.session_token,
        "AWS_REGION": around.region,
        "AWS_DEFAULT_REGION": around.region,
        "AWS_ENDPOINT_URL": around.endpoint_url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{settings.runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(settings.memory),
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": around.log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": around.log_stream,
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "LAMBDA_TASK_ROOT": str(around.code),
        "LAMBDA_RUNTIME_DIR": str(around.runtime),
        **_logging(settings.logging),
    }


def _logging(config: Mapping[str, str]) -> Mapping[str, str]:
    """How the runtime client formats and filters what a function logs."""
    if config.get("LogFormat") != "JSON":
        return {}
    level = config.get("ApplicationLogLevel", "INFO")
    return {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": level}
