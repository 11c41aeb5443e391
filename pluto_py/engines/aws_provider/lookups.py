"""Data sources: questions about the account and the region, answered without making anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pluto_py.engines.aws_provider.clients import Clients
from pluto_py.engines.properties.values import Properties
from pluto_py.engines.provider import ProviderError

__all__ = ["answer"]


def answer(token: str, arguments: Properties, clients: Clients) -> Properties:
    """The result of a data source.

    Raises:
        ProviderError: the data source is not known here.
    """
    if token not in _LOOKUPS:
        raise ProviderError(f"the data source {token} is not available here")
    return _LOOKUPS[token](arguments, clients)


def _region(arguments: Properties, clients: Clients) -> Properties:
    name = arguments.get("region") or arguments.get("name") or clients.settings.region
    endpoint = f"ec2.{name}.{_dns_suffix(name)}"
    return {"id": name, "name": name, "region": name, "description": name, "endpoint": endpoint}


def _caller_identity(arguments: Properties, clients: Clients) -> Properties:
    del arguments
    found = clients("sts").get_caller_identity()
    return {
        "id": found["Account"],
        "accountId": found["Account"],
        "arn": found["Arn"],
        "userId": found["UserId"],
    }


def _partition(arguments: Properties, clients: Clients) -> Properties:
    del arguments
    region = clients.settings.region
    partition, suffix = _partition_of(region), _dns_suffix(region)
    return {
        "id": partition,
        "partition": partition,
        "dnsSuffix": suffix,
        "reverseDnsPrefix": ".".join(reversed(suffix.split("."))),
    }


def _partition_of(region: str) -> str:
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def _dns_suffix(region: str) -> str:
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


_LOOKUPS: Mapping[str, Callable[[Properties, Clients], Properties]] = {
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getPartition:getPartition": _partition,
}
