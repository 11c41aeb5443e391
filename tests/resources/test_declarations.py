"""Declaring resources: cheap, checked, and without any effect beyond this process."""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import subprocess
import sys
from typing import ClassVar

import pytest

from pluto_py import (
    ArgumentError,
    Function,
    KVStore,
    PlutoError,
    Resource,
    SageMaker,
    operation,
    resource_property,
)
from pluto_py.resources import checks
from pluto_py.runtime import registry


class TestNames:
    @pytest.mark.parametrize("name", ["a", "A-b_9", "x" * 48])
    def test_valid(self, name):
        assert KVStore(name).name == name

    @pytest.mark.parametrize("name", ["", "9a", "-a", "a b", "a.b", "é", "x" * 49, "a\n", None, 5])
    def test_invalid(self, name):
        with pytest.raises(ArgumentError, match="KVStore: `name` must be 1 to 48 letters, digits"):
            KVStore(name)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Function(5), "Function: `handler` must be something that can be called, not 5."),
        (
            lambda: Function(print, memory=64),
            "`memory` must be a whole number from 128 to 10240 (MB), not 64.",
        ),
        (lambda: Function(print, memory=True), "`memory` must be a whole number"),
        (
            lambda: Function(print, timeout=901),
            "`timeout` must be a whole number from 1 to 900 (seconds), not 901.",
        ),
        (lambda: Function(print, auth="aws"), '`auth` must be "none" or "iam", not \'aws\'.'),
        (lambda: Function(print, raw=1), "`raw` must be True or False, not 1."),
        (
            lambda: Function(print, envs=["A=1"]),
            "`envs` must be a dict of variable names to strings, or None",
        ),
        (lambda: Function(print, envs={"A": 1}), "`envs` has a value for A that is not a string"),
        (lambda: Function(print, envs={"A-B": "1"}), "`envs` has a key that is no variable name"),
        (
            lambda: Function(print, envs={"AWS_REGION": "x"}),
            "`envs` may not set AWS_REGION: the platform sets it",
        ),
        (lambda: Function(print, envs={"PLUTO_FUNCTION": "x"}), "`envs` may not set PLUTO_FUNCTION"),
        (lambda: SageMaker("m", "no image"), "`image_uri` must be an image's URI"),
        (lambda: SageMaker("m", model_id="a b"), "`model_id` must be a model's id"),
        (
            lambda: SageMaker("m", instance_type="g5.xlarge"),
            "`instance_type` must be a SageMaker instance type",
        ),
        (
            lambda: SageMaker("m", instance_count=0),
            "`instance_count` must be a whole number from 1 to 100, not 0.",
        ),
        (
            lambda: SageMaker("m", startup_timeout=59),
            "`startup_timeout` must be a whole number from 60 to 3600 (sec",
        ),
        (lambda: SageMaker("m", download_timeout="9"), "`download_timeout` must be a whole number"),
        (lambda: SageMaker("m", inference_ami="A B"), "`inference_ami` must be an InferenceAmiVersion"),
    ],
)
def test_a_wrong_value_is_one_clear_sentence(make, sentence):
    with pytest.raises(ArgumentError) as refused:
        make()
    assert sentence in str(refused.value)
    assert isinstance(refused.value, ValueError)
    assert isinstance(refused.value, PlutoError)


def test_a_wrong_keyword_is_pythons_own_error():
    with pytest.raises(TypeError, match="memroy"):
        Function(print, memroy=1)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "image",
    [
        "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.1.1-tgi1.4.0-gpu-py310",
        "ghcr.io/me/model",
        "localhost:5000/a/b:1",
        "1.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:" + "0" * 64,
    ],
)
def test_image_uris(image):
    SageMaker("m", image)


class TestFunctions:
    def test_a_declared_function_is_known_to_the_runtime(self):
        handler = functools.partial(print, "x")
        Function(handler, name="declared", raw=True)
        assert registry.lookup("declared") == registry.Declared("declared", handler, raw=True)

    def test_the_default_name(self):
        assert Function(print).name == "default"

    def test_the_decorator_leaves_the_function_callable(self):
        @Function.of(name="decorated", memory=512)
        def greet(name: str, *, loud: bool = False) -> str:
            """Greet somebody."""
            return name.upper() if loud else name

        assert greet("ada", loud=True) == "ADA"
        assert greet.name == "decorated"
        assert greet.__doc__ == "Greet somebody."
        assert greet.__wrapped__("x") == "x"
        assert list(inspect.signature(greet).parameters) == ["name", "loud"]

    def test_a_decorated_async_function_can_be_awaited(self):
        @Function.of(name="decorated")
        async def f() -> int:
            return 5

        async def use() -> int:
            return await f()

        assert asyncio.run(use()) == 5

    def test_a_function_with_other_attributes_keeps_its_name(self):
        def f() -> None: ...

        f.name = "other"
        assert Function.of(name="mine")(f).name == "mine"


@pytest.mark.parametrize(
    "use",
    [
        lambda: KVStore("k").get("x"),
        lambda: KVStore("k").set("x", "y"),
        lambda: list(KVStore("k").keys()),
        lambda: KVStore("k").aws_table_name,
        lambda: SageMaker("m").generate("x"),
        lambda: list(SageMaker("m").generate_stream("x")),
        lambda: SageMaker("m").endpoint_name,
        lambda: Function(print, name="f").invoke(),
        lambda: Function(print, name="f").url,
    ],
)
def test_outside_a_function_everything_says_what_to_do(use, monkeypatch):
    monkeypatch.delenv("PLUTO_RESOURCES", raising=False)
    with pytest.raises(PlutoError, match="is used outside a deployed function") as refused:
        use()
    assert "deploy the app" in (refused.value.hint or "")


def test_a_value_that_was_not_captured_is_named(granted):
    granted({"SageMaker/m": {"endpoint_name": "x"}})
    with pytest.raises(PlutoError, match="SageMaker 'm' has no `endpoint_url` in this function"):
        _ = SageMaker("m").endpoint_url


def test_a_property_cannot_be_set():
    with pytest.raises(AttributeError, match="cannot be set"):
        KVStore("k").aws_table_name = "x"  # type: ignore[misc]


class TestOwnResources:
    def test_a_subclass_is_declared_as_the_sdks_own_are(self, granted):
        class Cache(Resource):
            parameters: ClassVar = {"size": checks.whole_number(1, 64, "GB")}

            def __init__(self, name: str, *, size: int = 1) -> None:
                super().__init__(name, size=size)

            @operation("elasticache:Connect")
            def get(self, key: str) -> str:
                return self.address + key

            @resource_property()
            def address(self) -> str:
                return self.provisioned("address")

        granted({"Cache/c": {"address": "tcp://"}})
        assert Cache("c", size=2).get("k") == "tcp://k"
        assert repr(Cache("c")) == "Cache('c')"
        with pytest.raises(ArgumentError, match=r"Cache: `size` must be a whole number from 1 to 64 \(GB\)"):
            Cache("c", size=65)

    @pytest.mark.parametrize(
        "action", ["dynamodb:*", "*", "GetItem", "dynamodb:", ":GetItem", "dynamodb:Get*"]
    )
    def test_an_action_is_named_in_full(self, action):
        with pytest.raises(TypeError, match="is no IAM action"):
            operation(action)
        with pytest.raises(TypeError, match="is no IAM action"):
            resource_property(action)

    def test_an_operation_needs_an_action(self):
        with pytest.raises(TypeError, match="at least one"):
            operation()


def test_importing_the_sdk_loads_the_standard_library_only():
    code = (
        "import sys; before = set(sys.modules); from pluto_py import *; import json; "
        "print(json.dumps(sorted({m.partition('.')[0] for m in set(sys.modules) - before})))"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = {name for name in json.loads(output) if name not in sys.stdlib_module_names}
    assert loaded == {"pluto_py"}


def test_importing_one_resource_leaves_the_others_unloaded():
    code = (
        "import sys\n"
        "from pluto_py import Function\n"
        "assert not {'pluto_py.resources.queue', 'pluto_py.resources.sagemaker'} & set(sys.modules)\n"
        "import pluto_py\n"
        "assert pluto_py.Queue is pluto_py.resources.Queue\n"
        "assert not hasattr(pluto_py, 'Nonsense') and not hasattr(pluto_py.resources, 'Nonsense')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_declaration_does_no_io():
    code = (
        "import sys, socket\n"
        "from pluto_py import Function, KVStore, SageMaker\n"
        "def hook(event, args):\n"
        "    if event.startswith(('socket.', 'open', 'subprocess')): raise SystemExit(event)\n"
        "sys.addaudithook(hook)\n"
        "KVStore('k'); SageMaker('m'); Function(print)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
