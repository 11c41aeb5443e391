"""What every part of the program asks about the deployment that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pluto_py.infra import naming
from pluto_py.infra.plan import DeploymentPlan

__all__ = ["Scope"]

_NOT_IN_TAGS = re.compile(r"[^\w .:/=+@-]")
_TAG_LIMIT = 256  # characters of a tag's value, on every AWS service


@dataclass(frozen=True)
class Scope:
    """One deployment plan, with the names and tags that follow from it."""

    plan: DeploymentPlan

    @property
    def partition(self) -> str:
        """The ARN partition of the region."""
        prefixes = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso", "us-isob-": "aws-iso-b"}
        return next((p for prefix, p in prefixes.items() if self.plan.region.startswith(prefix)), "aws")

    @property
    def dns_suffix(self) -> str:
        """The domain of the region's service endpoints."""
        suffixes = {"aws-cn": "amazonaws.com.cn", "aws-iso": "c2s.ic.gov", "aws-iso-b": "sc2s.sgov.gov"}
        return suffixes.get(self.partition, "amazonaws.com")

    def physical_name(self, kind: str, name: str, limit: int) -> str:
        """See `naming.physical_name`."""
        return naming.physical_name(self.plan.app, self.plan.stack, kind, name, limit)

    def global_name(self, kind: str, name: str, account: str, limit: int) -> str:
        """See `naming.global_name`."""
        return naming.global_name(
            self.plan.app, self.plan.stack, kind, name, account=account, region=self.plan.region, limit=limit
        )

    def versioned_name(self, kind: str, name: str, inputs: Any, limit: int) -> str:
        """See `naming.versioned_name`."""
        return naming.versioned_name(self.plan.app, self.plan.stack, kind, name, inputs, limit)

    def tags(self, kind: str, name: str) -> Mapping[str, str]:
        """The tags of every AWS object that a resource becomes."""
        values = {"app": self.plan.app, "stack": self.plan.stack, "resource": f"{kind}/{name}"}
        return {f"pluto:{k}": _NOT_IN_TAGS.sub("_", v)[:_TAG_LIMIT] for k, v in values.items()}
