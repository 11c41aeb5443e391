"""The AWS objects' declarations, held against those of Pulumi's own SDK for AWS."""

from __future__ import annotations

import importlib
import inspect
import typing
import warnings
from importlib.metadata import version

import pulumi
import pytest
from pulumi import _types

from pluto_py.infra import aws_objects
from pluto_py.infra.aws_objects import AwsObject

OBJECTS = [
    cls
    for cls in vars(aws_objects).values()
    if isinstance(cls, type) and issubclass(cls, AwsObject) and cls is not AwsObject
]


@pytest.fixture(params=OBJECTS, ids=lambda cls: cls.__name__)
def pair(request) -> tuple[type, type, type]:
    """One of our objects, the SDK's resource class, and the SDK's class of its inputs."""
    own = request.param
    package, path, name = own.pulumi_type.split(":")
    module = path.partition("/")[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # loading `lambda_` warns of classes of its own
        sdk = importlib.import_module(f"pulumi_{package}.{'lambda_' if module == 'lambda' else module}")
        # Where another resource's nested inputs have the name already, the SDK calls these differently.
        args = getattr(sdk, f"{name}InitArgs", None) or getattr(sdk, f"{name}Args")
        return own, getattr(sdk, name), args


def test_all_objects_are_held_against_the_sdk():
    assert len(OBJECTS) == 17


def test_the_provider_version_is_the_sdks():
    assert version("pulumi-aws") == aws_objects.PROVIDER_VERSION


def test_the_type_is_the_sdks(pair):
    own, sdk, _ = pair
    assert f"'{own.pulumi_type}'" in inspect.getsource(sdk._internal_init)


def test_every_input_exists_and_none_that_is_required_is_missing(pair):
    own, _, args = pair
    (base,) = own.__orig_bases__
    assert _differences(typing.get_args(base)[0], args, own.__name__) == []


def test_every_output_exists(pair):
    own, sdk, _ = pair
    outputs = _types.resource_pulumi_to_py_names(sdk)
    declared = {*own.provides, *vars(own).get("__annotations__", {})} - {"pulumi_type", "provides"}
    assert declared <= set(outputs)


def _differences(own: type, args: type, where: str) -> list[str]:
    """Inputs of ours that the SDK's class of inputs does not have, and required ones of it that we lack."""
    known = _types.input_type_types(args)
    names = _types.input_type_py_to_pulumi_names(args)
    parameters = list(inspect.signature(args.__init__).parameters.values())[1:]
    required = {names[p.name] for p in parameters if p.default is p.empty}
    hints = typing.get_type_hints(own, vars(aws_objects), vars(pulumi.output))
    found = [f"{where}.{name} is not an input" for name in hints if name not in known]
    found += [f"{where}.{name} is required" for name in required - own.__required_keys__]
    for name in hints.keys() & known.keys():
        if nested := _typed_dict(hints[name]):
            found += _differences(nested, _args_class(known[name]), f"{where}.{name}")
    return found


def _typed_dict(hint: object) -> type | None:
    """The TypedDict that a type is, or is a sequence of."""
    candidates = [hint, *typing.get_args(hint)]
    return next((c for c in candidates if typing.is_typeddict(c)), None)


def _args_class(hint: object) -> type:
    """The SDK's class of inputs somewhere in a union of inputs, dicts and sequences."""
    if isinstance(hint, type) and _types.is_input_type(hint):
        return hint
    return next(found for arg in typing.get_args(hint) if (found := _args_class(arg)))
