"""Problems are reported together before anything is made; other distributions add kinds of resources."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pluto_py.errors import PlutoError
from pluto_py.infra import registry


def test_all_problems_are_reported_at_once_each_with_its_place(app):
    app.declare("SageMaker", "llm").function("a", environment=("X",)).function("b", environment=("Y",))
    with pytest.raises(PlutoError) as refused:
        app.plan_and_check()
    lines = (refused.value.why or "").splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        "app/main.py:1:1:",
        "app/main.py:2:1:",
        "app/main.py:3:1:",
    ]
    assert "SageMaker 'llm'" in lines[0]
    assert "reads the variable Y" in lines[2]


def test_a_kind_that_nobody_provisions_is_refused(app):
    with pytest.raises(PlutoError, match="not known how to provision a Teapot") as refused:
        app.declare("Teapot", "t").plan_and_check()
    assert "none does" in (refused.value.why or "")


class TestThirdParties:
    SOURCE = """
import pulumi
from pluto_py.infra.aws_objects import LogGroup
from pluto_py.infra.resource import ResourceInfra

class CacheInfra(ResourceInfra):
    identity = "address"

    def __init__(self, scope, resource):
        super().__init__(scope, resource)
        size = resource.arguments["size"].value
        name = scope.physical_name(resource.kind, resource.name, 64)
        group = LogGroup(resource.name, {"name": name, "retentionInDays": size, "tags": self.tags}, self.child)
        self.arn = group.arn
        self.properties = {"address": group.arn.apply(lambda arn: "cache://" + arn)}
"""

    @pytest.fixture(autouse=True)
    def site(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        (tmp_path / "acme_cache_infra.py").write_text(self.SOURCE)
        info = tmp_path / "acme_cache-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-cache\nVersion: 1.0\n")
        points = "Cache = acme_cache_infra:CacheInfra\nBroken = acme_cache_infra:Nothing\nOdd = acme_cache_infra:LogGroup\n"
        (info / "entry_points.txt").write_text(f"[pluto_py.infra]\n{points}")
        monkeypatch.syspath_prepend(str(tmp_path))
        registry.infra_for.cache_clear()
        yield
        registry.infra_for.cache_clear()

    def test_a_resource_of_another_distribution_becomes_what_its_class_says(self, app):
        app.declare("Cache", "c", size=3).function("chatbot", reads=("Cache/c.address",))
        made = app.grant("chatbot", "Cache/c", "elasticache:Connect").provision()
        group = made.inputs("LogGroup", "c")
        assert group["retentionInDays"] == 3
        assert group["tags"]["pluto:resource"] == "Cache/c"
        arn = f"arn:aws:logs:us-east-1:123456789012:log-group:{group['name']}"
        assert made.policy("chatbot-policy")[0] == {
            "Effect": "Allow",
            "Action": ["elasticache:Connect"],
            "Resource": [arn],
        }
        assert json.loads(made.variables("chatbot")["PLUTO_RESOURCES"]) == {
            "Cache/c": {"address": f"cache://{arn}"}
        }
        assert made.exports["resource:Cache:c:address"] == f"cache://{arn}"

    def test_a_class_that_cannot_be_loaded_is_named(self, app):
        with pytest.raises(PlutoError, match="infrastructure of Broken cannot be loaded") as refused:
            app.declare("Broken", "b").plan_and_check()
        assert refused.value.where == "acme_cache_infra:Nothing"

    def test_a_class_of_another_sort_is_refused(self, app):
        with pytest.raises(PlutoError, match="no subclass of ResourceInfra"):
            app.declare("Odd", "o").plan_and_check()
