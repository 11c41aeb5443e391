"""REST routes, held against the requests that botocore itself writes for every operation."""

from __future__ import annotations

import json
from urllib.parse import urlencode, urlsplit

import botocore.session
import pytest
from botocore.serialize import create_serializer

from pluto_py.local.gateway import rest
from pluto_py.local.gateway.build_routes import SERVICES, entries

SESSION = botocore.session.get_session()
SAMPLES = {"string": "sample-1", "integer": 7, "boolean": True, "long": 8, "list": ["a b", "c&d"]}


def operations():
    for service in SERVICES:
        model = SESSION.get_service_model(service)
        for name in sorted(model.operation_names):
            yield pytest.param(service, model.operation_model(name), id=f"{service}:{name}")


def sample(shape):
    if shape.type_name == "string" and shape.enum:
        return shape.enum[0]
    return SAMPLES.get(shape.type_name)


def wire(service, operation, parameters):
    protocol = SESSION.get_service_model(service).metadata["protocol"]
    request = create_serializer(protocol, include_validation=False).serialize_to_request(
        parameters, operation
    )
    parts = urlsplit(request["url_path"])
    query = request["query_string"]
    pairs = query.items() if isinstance(query, dict) else query
    text = urlencode([(k, v) for k, vs in pairs for v in (vs if isinstance(vs, list) else [vs])])
    return request["method"], parts.path, "&".join(filter(None, [parts.query, text])), request["headers"]


@pytest.mark.parametrize(("service", "operation"), list(operations()))
def test_every_request_finds_its_operation_and_its_parameters(service, operation):
    members = operation.input_shape.members if operation.input_shape else {}
    placed = {}
    for name, shape in members.items():
        location, value = shape.serialization.get("location"), sample(shape)
        if location in ("uri", "querystring", "header") and value is not None:
            placed[name] = str(value) if location == "uri" else value  # labels are texts
    method, path, query, headers = wire(service, operation, placed)
    match = rest.load(service).match(
        method, path, query, {name.lower(): str(v) for name, v in headers.items()}
    )
    assert match is not None
    assert match.route.operation == operation.name
    found = {name: value for name, value in match.parameters.items() if name in placed}
    assert found == placed


@pytest.mark.parametrize("service", SERVICES)
def test_the_tables_are_what_botocore_says(service):
    """`python -m pluto_py.local.gateway.build_routes` writes them again."""
    from importlib import resources

    table = resources.files("pluto_py.local.gateway").joinpath("routes").joinpath(f"{service}.json")
    kept = {entry["operation"]: entry for entry in json.loads(table.read_text("utf-8"))}
    current = {entry["operation"]: entry for entry in entries(service)}
    assert {name: current.get(name) for name in kept} == kept


def test_labels_are_decoded_once_and_may_hold_an_arn():
    arn = "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aa%2525"
    match = rest.load("lambda").match("GET", f"/2015-03-31/functions/{arn}", "", {})
    assert match is not None
    assert match.parameters["FunctionName"] == "arn:aws:lambda:us-east-1:000000000000:function:a%25"


def test_constant_query_parameters_choose_between_operations():
    table = rest.load("lambda")
    by_arn = table.match("GET", "/2018-10-31/layers", "find=LayerVersion&Arn=x", {})
    listing = table.match("GET", "/2018-10-31/layers", "", {})
    assert by_arn is not None
    assert listing is not None
    assert (by_arn.route.operation, listing.route.operation) == ("GetLayerVersionByArn", "ListLayers")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("PATCH", "/2015-03-31/functions/x"), ("GET", "/nowhere")]
)
def test_what_is_no_route_matches_nothing(method, path):
    assert rest.load("lambda").match(method, path, "", {}) is None


def test_a_number_that_is_none_stays_text():
    match = rest.load("lambda").match("GET", "/2015-03-31/functions", "MaxItems=many&Marker=m", {})
    assert match is not None
    assert match.parameters == {"MaxItems": "many", "Marker": "m"}
