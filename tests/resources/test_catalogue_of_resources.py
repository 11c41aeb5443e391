"""What the deducer is told about resource classes: the SDK's, and those of installed distributions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deducer.catalogue import Catalogue, ResourceType
from pluto_py import PlutoError
from pluto_py.project.catalogue import catalogue
from pluto_py.resources import Resource
from pluto_py.resources.entries import describe


def of(found: Catalogue, kind: str) -> ResourceType:
    (entry,) = [t for t in found.types if t.kind == kind]
    return entry


@pytest.fixture(scope="module")
def own() -> Catalogue:
    return catalogue([])


def test_the_sdks_classes_by_every_name_that_apps_use(own):
    assert {t.kind: t.qualified_names for t in own.types} == {
        "Bucket": ("pluto_py.Bucket", "pluto_py.resources.Bucket", "pluto_py.resources.bucket.Bucket"),
        "Function": (
            "pluto_py.Function",
            "pluto_py.resources.Function",
            "pluto_py.resources.function.Function",
        ),
        "KVStore": ("pluto_py.KVStore", "pluto_py.resources.KVStore", "pluto_py.resources.kvstore.KVStore"),
        "Queue": ("pluto_py.Queue", "pluto_py.resources.Queue", "pluto_py.resources.queue.Queue"),
        "SageMaker": (
            "pluto_py.SageMaker",
            "pluto_py.resources.SageMaker",
            "pluto_py.resources.sagemaker.SageMaker",
        ),
    }


def test_operations_and_their_actions(own):
    assert {(t.kind, o.name): o.actions for t in own.types for o in t.operations.values()} == {
        ("Bucket", "delete"): ("s3:DeleteObject",),
        ("Bucket", "get"): ("s3:GetObject",),
        ("Bucket", "keys"): ("s3:ListBucket",),
        ("Bucket", "put"): ("s3:PutObject",),
        ("Bucket", "read"): ("s3:GetObject",),
        ("Bucket", "write"): ("s3:PutObject",),
        ("Function", "invoke"): ("lambda:InvokeFunction",),
        ("KVStore", "delete"): ("dynamodb:DeleteItem",),
        ("KVStore", "get"): ("dynamodb:GetItem",),
        ("KVStore", "keys"): ("dynamodb:Scan",),
        ("KVStore", "set"): ("dynamodb:PutItem",),
        ("Queue", "push"): ("sqs:SendMessage",),
        ("SageMaker", "generate"): ("sagemaker:InvokeEndpoint",),
        ("SageMaker", "generate_stream"): ("sagemaker:InvokeEndpointWithResponseStream",),
        ("SageMaker", "invoke"): ("sagemaker:InvokeEndpoint",),
        ("SageMaker", "invoke_stream"): ("sagemaker:InvokeEndpointWithResponseStream",),
    }


def test_properties_what_reading_them_grants_and_whether_they_identify(own):
    both = ("sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream")
    assert {
        (t.kind, p.name): (p.actions, p.identifies) for t in own.types for p in t.properties.values()
    } == {
        ("Bucket", "aws_bucket_name"): ((), True),
        ("Function", "url"): ((), False),
        ("KVStore", "aws_partition_key"): ((), False),
        ("KVStore", "aws_table_name"): ((), True),
        ("SageMaker", "endpoint_name"): (both, True),
        ("SageMaker", "endpoint_url"): (both, True),
    }


def test_parameters_are_the_constructors(own):
    parameters = of(own, "Function").parameters
    assert [(p.name, p.required, p.keyword_only, p.handler) for p in parameters] == [
        ("handler", True, False, True),
        ("name", False, False, False),
        ("memory", False, True, False),
        ("timeout", False, True, False),
        ("envs", False, True, False),
        ("auth", False, True, False),
        ("raw", False, True, False),
    ]
    assert {p.name: p.default for p in parameters if not p.required} == {
        "name": None,
        "memory": 256,
        "timeout": 600,
        "envs": None,
        "auth": "none",
        "raw": False,
    }
    assert [p.name for p in of(own, "SageMaker").parameters if not p.keyword_only] == ["name", "image_uri"]


def test_checks_say_what_is_wrong_without_the_value(own):
    memory = next(p for p in of(own, "Function").parameters if p.name == "memory")
    assert memory.check is not None
    assert memory.check(256) is None
    assert memory.check(64) == "`memory` must be a whole number from 128 to 10240 (MB)."
    name = next(p for p in of(own, "KVStore").parameters if p.name == "name")
    assert name.check is not None
    assert name.check("1x") == "`name` must be 1 to 48 letters, digits, '_' or '-', starting with a letter."


def test_only_a_function_is_one(own):
    function = of(own, "Function")
    assert (function.is_function, function.default_name, function.decorator) == (True, "default", "of")
    assert [t.kind for t in own.types if t.is_function or t.decorator or t.default_name] == ["Function"]


def test_the_read_and_write_set_has_no_wildcard_and_no_administration(own):
    actions = of(own, "KVStore").library_actions
    assert {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"} < set(actions)
    assert not [a for a in actions if "*" in a or ("Table" in a and a != "dynamodb:DescribeTable")]


def test_declaring_methods_with_the_trigger_of_their_functions(own):
    assert {(t.kind, d.name): d.trigger for t in own.types for d in t.declarations.values()} == {
        ("Queue", "subscribe"): "queue"
    }
    subscribe = of(own, "Queue").declarations["subscribe"]
    assert [(p.name, p.required, p.keyword_only, p.handler, p.default) for p in subscribe.parameters] == [
        ("handler", True, False, True, None),
        ("batch_size", False, True, False, 1),
        ("memory", False, True, False, 256),
        ("timeout", False, True, False, 120),
    ]
    checks = {p.name: p.check for p in subscribe.parameters}
    assert checks["batch_size"](11) == "`batch_size` must be a whole number from 1 to 10 (messages)."


class TestThirdParties:
    SOURCE = (
        "from pluto_py import Resource, operation\n"
        "class Cache(Resource):\n"
        "    library_actions = ('elasticache:Connect',)\n"
        "    def __init__(self, name): super().__init__(name)\n"
        "    @operation('elasticache:Connect')\n"
        "    def get(self, key): ...\n"
    )

    @pytest.fixture
    def site(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest):
        """Install a distribution into a folder of its own."""
        module = f"acme_{abs(hash(request.node.name))}"
        monkeypatch.syspath_prepend(str(tmp_path))

        def install(entry_points: str, source: str = self.SOURCE) -> list[str]:
            (tmp_path / f"{module}.py").write_text(source)
            info = tmp_path / "acme_pluto-1.0.dist-info"
            info.mkdir()
            (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-pluto\nVersion: 1.0\n")
            points = entry_points.replace("acme", module)
            (info / "entry_points.txt").write_text(f"[pluto_py.resources]\n{points}\n")
            return [str(tmp_path)]

        return install

    def test_a_distributions_class_is_found_by_its_entry_point(self, site):
        cache = of(catalogue(site("Cache = acme:Cache")), "Cache")
        assert cache.operations["get"].actions == ("elasticache:Connect",)
        (name,) = cache.qualified_names
        assert name.endswith(".Cache")

    def test_a_class_may_have_several_names(self, site):
        again = self.SOURCE + "class api: Cache = Cache\n"
        cache = of(catalogue(site("Cache = acme:Cache\nCache2 = acme:api.Cache", again)), "Cache")
        assert [n.partition(".")[2] for n in cache.qualified_names] == ["Cache", "api.Cache"]

    def test_a_module_that_does_not_import_is_named_with_its_distribution(self, site):
        with pytest.raises(PlutoError) as refused:
            catalogue(site("Cache = acme:Cache", "import nothing_like_this"))
        assert "acme-pluto, entry point 'Cache'" in (refused.value.where or "")
        assert "ModuleNotFoundError" in (refused.value.why or "")

    def test_what_is_no_resource_class_is_refused(self, site):
        with pytest.raises(PlutoError, match=r"is no subclass of pluto_py\.Resource"):
            catalogue(site("Cache = acme:operation"))

    def test_a_class_of_a_kind_that_is_taken_is_refused(self, site):
        with pytest.raises(PlutoError, match="Two resource classes are of kind 'KVStore'"):
            catalogue(
                site(
                    "Cache = acme:Cache",
                    self.SOURCE.replace("Cache", "KVStore").replace("class KVStore", "class Cache")
                    + "Cache.kind = 'KVStore'\n",
                )
            )

    def test_arguments_without_a_check_are_refused(self, site):
        source = self.SOURCE.replace("(self, name)", "(self, name, size)")
        with pytest.raises(PlutoError, match="is not usable"):
            catalogue(site("Cache = acme:Cache", source))


def test_a_check_without_an_argument_is_refused():
    class Odd(Resource):
        parameters = {"size": lambda _: None}  # noqa: RUF012 - as an app would write it

        def __init__(self, name: str) -> None:
            super().__init__(name)

    with pytest.raises(TypeError, match="name different arguments"):
        describe(Odd)


def test_reading_the_catalogue_loads_no_cloud_library():
    code = (
        "import sys; from pluto_py.project.catalogue import catalogue; catalogue(); "
        "sys.exit(sorted({'boto3', 'botocore', 'pulumi', 'libcst', 'importlib.metadata'} & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
