"""KVStore on AWS: one DynamoDB table.

Billed by request, encrypted with the account's AWS-managed key, and with point-in-time recovery. The table
lives as long as its declaration: removing the `KVStore` from the app, or `pluto destroy`, deletes it.
DynamoDB then keeps a system backup for 35 days, because point-in-time recovery was on.
"""

from __future__ import annotations

from collections.abc import Mapping

from deducer.architecture import DeducedResource
from pluto_py.infra import naming
from pluto_py.infra.aws_objects import Table
from pluto_py.infra.resource import ResourceInfra
from pluto_py.infra.scope import Scope
from pluto_py.resources.kvstore import PARTITION_KEY

__all__ = ["KVStoreInfra"]


class KVStoreInfra(ResourceInfra):
    """A table with one string key."""

    identity = "aws_table_name"

    def __init__(self, scope: Scope, resource: DeducedResource) -> None:
        super().__init__(scope, resource)
        self.properties = self.known_properties(scope, resource)
        table = Table(
            f"{resource.name}-table",
            {
                "name": self.properties["aws_table_name"],
                "billingMode": "PAY_PER_REQUEST",
                "hashKey": PARTITION_KEY,
                "attributes": [{"name": PARTITION_KEY, "type": "S"}],
                "pointInTimeRecovery": {"enabled": True},
                "serverSideEncryption": {"enabled": True},
                "tags": self.tags,
            },
            self.child,
        )
        self.arn = table.arn
        self.register_outputs({"arn": table.arn})

    @classmethod
    def known_properties(cls, scope: Scope, resource: DeducedResource) -> Mapping[str, str]:
        """All of them: the name follows from the deployment, the key is always the same."""
        return {
            "aws_table_name": scope.physical_name(resource.kind, resource.name, naming.DYNAMODB),
            "aws_partition_key": PARTITION_KEY,
        }
