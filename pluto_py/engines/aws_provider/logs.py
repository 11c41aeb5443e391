"""CloudWatch Logs: log groups."""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pluto_py.engines.aws_provider.handler import Handler, Property, register
from pluto_py.engines.aws_provider.naming import Naming
from pluto_py.engines.properties.values import UNKNOWN, Properties
from pluto_py.engines.provider import CheckFailure

__all__ = ["LogGroup"]

# The days that AWS accepts (`PutRetentionPolicy`); 0 is Terraform's word for "for ever".
_RETENTIONS = frozenset(
    {
        0,
        1,
        3,
        5,
        7,
        14,
        30,
        60,
        90,
        120,
        150,
        180,
        365,
        400,
        545,
        731,
        1096,
        1827,
        2192,
        2557,
        2922,
        3288,
        3653,
    }
)


@register
class LogGroup(Handler):
    """A log group with its retention."""

    token = "aws:cloudwatch/logGroup:LogGroup"  # noqa: S105 - a type, not a secret
    properties: ClassVar[Mapping[str, Property]] = {
        "kmsKeyId": Property(),
        "logGroupClass": Property(
            force_new=True, default="STANDARD", one_of=("STANDARD", "INFREQUENT_ACCESS")
        ),
        "name": Property(force_new=True),
        "namePrefix": Property(force_new=True),
        "retentionInDays": Property(default=0),
        "skipDestroy": Property(default=False),
        "tags": Property(),
    }
    naming = Naming(longest=512, pattern=r"[.\-_/#A-Za-z0-9]+")
    conflict = ("ResourceAlreadyExistsException",)

    def check(self, inputs: Properties) -> list[CheckFailure]:
        days = inputs.get("retentionInDays", 0)
        if days == UNKNOWN or days in _RETENTIONS:
            return []
        return [CheckFailure("retentionInDays", f"{days!r} is not one of {sorted(_RETENTIONS)}")]

    def identify(self, inputs: Properties) -> str | None:
        return inputs.get("name")

    def create(self, inputs: Properties, timeout: float) -> str:
        arguments = {
            "logGroupName": inputs["name"],
            "kmsKeyId": inputs.get("kmsKeyId"),
            "logGroupClass": inputs.get("logGroupClass"),
            "tags": inputs.get("tags") or None,
        }
        given = {key: value for key, value in arguments.items() if value is not None}
        self.clients("logs").create_log_group(**given)
        self._retain(inputs["name"], inputs.get("retentionInDays") or 0, 0)
        return str(inputs["name"])

    def read(self, identity: str) -> Properties | None:
        logs = self.clients("logs")
        for group in logs.describe_log_groups(logGroupNamePrefix=identity)["logGroups"]:
            if group["logGroupName"] == identity:
                arn = group["arn"].removesuffix(":*")
                live = {
                    "arn": arn,
                    "kmsKeyId": group.get("kmsKeyId"),
                    "logGroupClass": group.get("logGroupClass", "STANDARD"),
                    "name": identity,
                    "retentionInDays": group.get("retentionInDays", 0),
                    "tags": logs.list_tags_for_resource(resourceArn=arn).get("tags", {}),
                }
                return {key: value for key, value in live.items() if value is not None}
        return None

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        logs = self.clients("logs")
        self._retain(identity, news.get("retentionInDays") or 0, olds.get("retentionInDays") or 0)
        if news.get("kmsKeyId") != olds.get("kmsKeyId"):
            if news.get("kmsKeyId"):
                logs.associate_kms_key(logGroupName=identity, kmsKeyId=news["kmsKeyId"])
            else:
                logs.disassociate_kms_key(logGroupName=identity)
        self._set_tags(identity, olds.get("tags") or {}, news.get("tags") or {})

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        if not outputs.get("skipDestroy"):
            self.clients("logs").delete_log_group(logGroupName=identity)

    def _retain(self, name: str, wanted: int, present: int) -> None:
        if wanted and wanted != present:
            self.clients("logs").put_retention_policy(logGroupName=name, retentionInDays=wanted)
        elif present and not wanted:
            self.clients("logs").delete_retention_policy(logGroupName=name)

    def _set_tags(self, name: str, olds: Properties, news: Properties) -> None:
        if olds == news:
            return
        live = self.read(name) or {}
        logs = self.clients("logs")
        if gone := sorted(set(olds) - set(news)):
            logs.untag_resource(resourceArn=live["arn"], tagKeys=gone)
        if news:
            logs.tag_resource(resourceArn=live["arn"], tags=news)
