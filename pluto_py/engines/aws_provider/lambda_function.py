"""Lambda functions.

Limits, names and the states of a function: Lambda API reference, `CreateFunction`, and "Lambda function
states".
"""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from pluto_py.engines.aws_provider.clients import is_error
from pluto_py.engines.aws_provider.handler import Handler, Property, Renames, from_api, register, to_api
from pluto_py.engines.aws_provider.naming import Naming
from pluto_py.engines.aws_provider.waiting import poll, retry_while
from pluto_py.engines.properties import difference
from pluto_py.engines.properties.assets import archive_bytes
from pluto_py.engines.properties.values import UNKNOWN, Properties
from pluto_py.engines.provider import CheckFailure, PartialFailure, ProviderError
from pluto_py.infra.naming import LOCAL_CODE_BUCKET

__all__ = ["Function"]

_RENAMES = Renames(
    {
        "kmsKeyArn": "KMSKeyArn",
        "commands": "Command",
        "entryPoints": "EntryPoint",
        "name": "FunctionName",
    }
)
_CONFIGURATION = (
    "deadLetterConfig", "description", "environment", "ephemeralStorage", "handler", "imageConfig",
    "kmsKeyArn", "layers", "loggingConfig", "memorySize", "role", "runtime", "snapStart", "timeout",
    "tracingConfig", "vpcConfig",
)  # fmt: skip
_CODE = ("code", "imageUri", "s3Bucket", "s3Key", "s3ObjectVersion", "sourceCodeHash", "architectures")
_S3_CODE = ("s3Bucket", "s3Key", "s3ObjectVersion")
_PROPAGATION = 120.0  # seconds that a new role may stay invisible to Lambda
_READY = 600.0  # seconds; a function in a VPC, or from a large image, takes minutes

# A zip goes to Lambda inside a JSON document, in base64, so an upload holds several times the zip's size.
_uploads = threading.BoundedSemaphore(2)


@register
class Function(Handler):
    """A function from a zip or an image. It is ready when it is `Active` and its last update `Successful`."""

    token = "aws:lambda/function:Function"  # noqa: S105 - a type, not a secret
    properties: ClassVar[Mapping[str, Property]] = {
        "architectures": Property(default=["x86_64"]),
        "code": Property(),
        "deadLetterConfig": Property(fields={"targetArn": Property(required=True)}),
        "description": Property(),
        "environment": Property(fields={"variables": Property()}),
        "ephemeralStorage": Property(default={"size": 512}, fields={"size": Property()}),
        "handler": Property(),
        "imageConfig": Property(
            fields={"commands": Property(), "entryPoints": Property(), "workingDirectory": Property()}
        ),
        "imageUri": Property(),
        "kmsKeyArn": Property(),
        "layers": Property(),
        "loggingConfig": Property(
            fields={
                "applicationLogLevel": Property(),
                "logFormat": Property(required=True, one_of=("Text", "JSON")),
                "logGroup": Property(),
                "systemLogLevel": Property(),
            }
        ),
        "memorySize": Property(default=128),
        "name": Property(force_new=True),
        "packageType": Property(force_new=True, default="Zip", one_of=("Zip", "Image")),
        "publish": Property(default=False),
        "reservedConcurrentExecutions": Property(default=-1),
        "role": Property(required=True),
        "runtime": Property(),
        "s3Bucket": Property(),
        "s3Key": Property(),
        "s3ObjectVersion": Property(),
        "skipDestroy": Property(default=False),
        "snapStart": Property(fields={"applyOn": Property(required=True), "optimizationStatus": Property()}),
        "sourceCodeHash": Property(),
        "tags": Property(),
        "timeout": Property(default=3),
        "tracingConfig": Property(fields={"mode": Property(required=True, one_of=("Active", "PassThrough"))}),
        "vpcConfig": Property(
            fields={
                "ipv6AllowedForDualStack": Property(),
                "securityGroupIds": Property(required=True),
                "subnetIds": Property(required=True),
                "vpcId": Property(),
            }
        ),
    }
    naming = Naming(longest=64, pattern=r"[a-zA-Z0-9_-]+")
    volatile = frozenset(
        {"codeSha256", "lastModified", "qualifiedArn", "qualifiedInvokeArn", "sourceCodeSize", "version"}
    )

    def check(self, inputs: Properties) -> list[CheckFailure]:
        failures = []
        if inputs.get("packageType", "Zip") == "Zip":
            needed = ("handler", "runtime")
            failures += [
                CheckFailure(name, "is required for a zip") for name in needed if not inputs.get(name)
            ]
        if sum(inputs.get(name) is not None for name in ("code", "imageUri", "s3Bucket")) != 1:
            failures.append(CheckFailure("code", "give exactly one of code, imageUri and s3Bucket"))
        failures += _range_failures(inputs, "memorySize", 128, 10240, "MB")
        failures += _range_failures(inputs, "timeout", 1, 900, "seconds")
        return failures

    def identify(self, inputs: Properties) -> str | None:
        return inputs.get("name")

    def create(self, inputs: Properties, timeout: float) -> str:
        name = str(inputs["name"])
        arguments = {
            **_configuration(inputs),
            "FunctionName": name,
            "PackageType": inputs.get("packageType", "Zip"),
            "Publish": bool(inputs.get("publish")),
            "Tags": inputs.get("tags") or {},
        }
        if inputs.get("architectures"):
            arguments["Architectures"] = inputs["architectures"]
        with _uploads:
            code = self._code(inputs)
            retry_while(
                lambda: self.clients("lambda").create_function(Code=code, **arguments),
                _role_is_not_visible_yet,
                timeout=self._propagation,
            )
        self._reserve(name, inputs.get("reservedConcurrentExecutions", -1), -1)
        self._wait(name, timeout)
        return name

    def read(self, identity: str) -> Properties | None:
        found = self.clients("lambda").get_function(FunctionName=identity)
        live = _live(found["Configuration"], self.clients.settings.region)
        live["tags"] = found.get("Tags") or {}
        live["reservedConcurrentExecutions"] = found.get("Concurrency", {}).get(
            "ReservedConcurrentExecutions", -1
        )
        if "ImageUri" in found.get("Code", {}):
            live["imageUri"] = found["Code"]["ImageUri"]
        return live

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        client = self.clients("lambda")
        self._wait(identity, timeout)
        if _differ(olds, news, _CONFIGURATION):
            arguments = {**_cleared(olds, news), **_configuration(news)}
            retry_while(
                lambda: client.update_function_configuration(FunctionName=identity, **arguments),
                _role_is_not_visible_yet,
                timeout=self._propagation,
            )
            self._wait(identity, timeout)
        if _differ(olds, news, _CODE):
            with _uploads:
                client.update_function_code(
                    FunctionName=identity,
                    Publish=bool(news.get("publish")),
                    Architectures=news.get("architectures") or ["x86_64"],
                    **self._code(news),
                )
            self._wait(identity, timeout)
        self._reserve(
            identity,
            news.get("reservedConcurrentExecutions", -1),
            olds.get("reservedConcurrentExecutions", -1),
        )
        self._set_tags(identity, olds.get("tags") or {}, news.get("tags") or {})

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        if not outputs.get("skipDestroy"):
            self.clients("lambda").delete_function(FunctionName=identity)

    def _code(self, inputs: Properties) -> dict[str, Any]:
        if inputs.get("imageUri"):
            return {"ImageUri": inputs["imageUri"]}
        if inputs.get("s3Bucket"):
            place: dict[str, Any] = to_api({name: inputs.get(name) for name in _S3_CODE})
            return place
        path = inputs["code"].get("path")
        if self.clients.settings.private and path and str(path).endswith(".zip"):
            return {"S3Bucket": LOCAL_CODE_BUCKET, "S3Key": os.path.abspath(path)}  # noqa: PTH100 - only text
        return {"ZipFile": archive_bytes(inputs["code"], Path())}

    @property
    def _propagation(self) -> float:
        return 0.0 if self.clients.settings.private else _PROPAGATION

    def _wait(self, name: str, timeout: float) -> None:
        def settled() -> dict[str, Any] | None:
            found: dict[str, Any] = self.clients("lambda").get_function_configuration(FunctionName=name)
            pending = found.get("State") == "Pending" or found.get("LastUpdateStatus") == "InProgress"
            return None if pending else found

        found = poll(settled, what=f"function {name} to be ready", timeout=timeout or _READY)
        if found.get("State") == "Failed":
            outputs = _live(found, self.clients.settings.region)
            raise PartialFailure(name, outputs, [f"function {name} failed: {found.get('StateReason', '')}"])
        if found.get("LastUpdateStatus") == "Failed":
            raise ProviderError(f"the update of {name} failed: {found.get('LastUpdateStatusReason', '')}")

    def _reserve(self, name: str, wanted: int, present: int) -> None:
        client = self.clients("lambda")
        if wanted == present:
            return
        if wanted < 0:
            client.delete_function_concurrency(FunctionName=name)
        else:
            client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=wanted)

    def _set_tags(self, name: str, olds: Properties, news: Properties) -> None:
        if olds == news:
            return
        client = self.clients("lambda")
        arn = client.get_function_configuration(FunctionName=name)["FunctionArn"]
        if gone := sorted(set(olds) - set(news)):
            client.untag_resource(Resource=arn, TagKeys=gone)
        if changed := {key: value for key, value in news.items() if olds.get(key) != value}:
            client.tag_resource(Resource=arn, Tags=changed)


def _differ(olds: Properties, news: Properties, names: tuple[str, ...]) -> bool:
    return any(not difference.equal(olds.get(name), news.get(name)) for name in names)


def _configuration(inputs: Properties) -> dict[str, Any]:
    chosen = {name: inputs.get(name) for name in _CONFIGURATION}
    if chosen["vpcConfig"]:
        chosen["vpcConfig"] = {key: value for key, value in chosen["vpcConfig"].items() if key != "vpcId"}
    if chosen["snapStart"]:
        chosen["snapStart"] = {"applyOn": chosen["snapStart"]["applyOn"]}
    arguments: dict[str, Any] = to_api(chosen, _RENAMES, verbatim=frozenset({"variables"}))
    return arguments


def _cleared(olds: Properties, news: Properties) -> dict[str, Any]:
    """What sets properties that are no longer given back to AWS's defaults: AWS keeps what is not sent."""
    defaults: dict[str, Any] = {
        "deadLetterConfig": {"TargetArn": ""},
        "description": "",
        "environment": {"Variables": {}},
        "ephemeralStorage": {"Size": 512},
        "imageConfig": {},
        "kmsKeyArn": "",
        "layers": [],
        "memorySize": 128,
        "timeout": 3,
        "tracingConfig": {"Mode": "PassThrough"},
        "vpcConfig": {"SubnetIds": [], "SecurityGroupIds": []},
    }
    gone = [name for name in defaults if olds.get(name) is not None and news.get(name) is None]
    return {_RENAMES.to_aws.get(name, name[0].upper() + name[1:]): defaults[name] for name in gone}


def _live(found: dict[str, Any], region: str) -> Properties:
    arn, version = found["FunctionArn"], found.get("Version", "$LATEST")
    invoke = f"arn:{arn.split(':')[1]}:apigateway:{region}:lambda:path/2015-03-31/functions"
    known = {_RENAMES.to_aws.get(name, name[0].upper() + name[1:]) for name in _CONFIGURATION}
    live: Properties = from_api(
        {key: value for key, value in found.items() if key in known and value not in ("", None)},
        _RENAMES,
        verbatim=frozenset({"variables"}),
    )
    if isinstance(live.get("layers"), list):
        live["layers"] = [layer["arn"] for layer in live["layers"]]
    live.update(
        {
            "architectures": found.get("Architectures") or ["x86_64"],
            "arn": arn,
            "codeSha256": found.get("CodeSha256", ""),
            "invokeArn": f"{invoke}/{arn}/invocations",
            "lastModified": found.get("LastModified", ""),
            "name": found["FunctionName"],
            "packageType": found.get("PackageType", "Zip"),
            "qualifiedArn": f"{arn}:{version}",
            "qualifiedInvokeArn": f"{invoke}/{arn}:{version}/invocations",
            "sourceCodeSize": found.get("CodeSize", 0),
            "version": version,
        }
    )
    return live


def _range_failures(inputs: Properties, name: str, low: int, high: int, unit: str) -> list[CheckFailure]:
    value = inputs.get(name)
    if value is None or value == UNKNOWN or (isinstance(value, (int, float)) and low <= value <= high):
        return []
    return [CheckFailure(name, f"{value!r} is not between {low} and {high} {unit}")]


def _role_is_not_visible_yet(error: Exception) -> bool:
    return is_error(error, "InvalidParameterValueException", text="cannot be assumed by Lambda") or is_error(
        error, "ResourceConflictException", text="update is in progress"
    )
