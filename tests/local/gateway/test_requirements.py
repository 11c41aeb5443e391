"""Which action on which resource each request needs."""

from __future__ import annotations

import pytest

from pluto_py.local.gateway.catalogue import definition_for
from pluto_py.local.gateway.definition import Call

ACCOUNT = "000000000000"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function"
SAGEMAKER = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}"
LOGS = f"arn:aws:logs:eu-west-1:{ACCOUNT}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"


def needed(service: str, operation: str, **parameters):
    target = {"dynamodb": "x", "logs": "x", "sagemaker": "x"}.get(service)
    headers = {"x-amz-target": "x"} if target else {}
    definition = definition_for(service, headers)
    assert definition is not None
    call = Call(service, operation, "eu-west-1", ACCOUNT, parameters)
    return [(item.action, item.resource) for item in definition.required(call)]


def test_one_table():
    assert needed("dynamodb", "GetItem", TableName="t") == [("dynamodb:GetItem", f"{TABLE}/t")]


def test_a_table_may_be_named_by_arn():
    assert needed("dynamodb", "GetItem", TableName=f"{TABLE}/t") == [("dynamodb:GetItem", f"{TABLE}/t")]


def test_an_index_is_a_resource_of_its_own():
    assert needed("dynamodb", "Query", TableName="t", IndexName="i") == [
        ("dynamodb:Query", f"{TABLE}/t/index/i")
    ]


def test_a_batch_needs_every_table():
    assert needed("dynamodb", "BatchGetItem", RequestItems={"a": {}, "b": {}}) == [
        ("dynamodb:BatchGetItem", f"{TABLE}/a"),
        ("dynamodb:BatchGetItem", f"{TABLE}/b"),
    ]


def test_a_transaction_needs_each_action_on_each_table_once():
    items = [
        {"Put": {"TableName": "a"}},
        {"Put": {"TableName": "a"}},
        {"Delete": {"TableName": "b"}},
        {"ConditionCheck": {"TableName": "a"}},
        {"Update": {"TableName": "c"}},
    ]
    assert needed("dynamodb", "TransactWriteItems", TransactItems=items) == [
        ("dynamodb:PutItem", f"{TABLE}/a"),
        ("dynamodb:DeleteItem", f"{TABLE}/b"),
        ("dynamodb:ConditionCheckItem", f"{TABLE}/a"),
        ("dynamodb:UpdateItem", f"{TABLE}/c"),
    ]


@pytest.mark.parametrize(
    "items", [None, [], "x", [1], [{"Put": 1}], [{"Put": {"TableName": 1}}], [{"Nope": {}}]]
)
def test_a_transaction_without_tables_needs_everything(items):
    assert needed("dynamodb", "TransactGetItems", TransactItems=items) == [("dynamodb:TransactGetItems", "*")]


@pytest.mark.parametrize(
    ("statement", "action", "resource"),
    [
        ('SELECT * FROM "t" WHERE a = ?', "PartiQLSelect", f"{TABLE}/t"),
        ('select * from "t"."i"', "PartiQLSelect", f"{TABLE}/t/index/i"),
        ("INSERT INTO t VALUE {'a': ?}", "PartiQLInsert", f"{TABLE}/t"),
        ('UPDATE "t" SET a = 1', "PartiQLUpdate", f"{TABLE}/t"),
        ('DELETE FROM "t" WHERE a = 1', "PartiQLDelete", f"{TABLE}/t"),
        ('EXISTS(SELECT * FROM "t" WHERE a = 1)', "PartiQLSelect", f"{TABLE}/t"),
        ("nonsense", "PartiQLSelect", "*"),
    ],
)
def test_a_statement_needs_its_verb_on_its_table(statement, action, resource):
    assert needed("dynamodb", "ExecuteStatement", Statement=statement) == [(f"dynamodb:{action}", resource)]
    assert (
        needed("dynamodb", "BatchExecuteStatement", Statements=[{"Statement": statement}] * 2)
        == [(f"dynamodb:{action}", resource)] * 2
    )


@pytest.mark.parametrize(
    ("parameters", "resource"),
    [
        ({"FunctionName": "f"}, f"{FUNCTION}:f"),
        ({"FunctionName": "f:prod"}, f"{FUNCTION}:f:prod"),
        ({"FunctionName": "f", "Qualifier": "prod"}, f"{FUNCTION}:f:prod"),
        ({"FunctionName": f"{FUNCTION}:f"}, f"{FUNCTION}:f"),
        ({"FunctionName": f"{ACCOUNT}:function:f"}, f"{FUNCTION}:f"),
    ],
)
def test_an_invocation_needs_invokefunction_however_the_function_is_named(parameters, resource):
    assert needed("lambda", "Invoke", **parameters) == [("lambda:InvokeFunction", resource)]
    assert needed("lambda", "InvokeWithResponseStream", **parameters) == [("lambda:InvokeFunction", resource)]


def test_making_a_function_passes_its_role():
    assert needed("lambda", "CreateFunction", FunctionName="f", Role=ROLE) == [
        ("lambda:CreateFunction", f"{FUNCTION}:f"),
        ("iam:PassRole", ROLE),
    ]


def test_a_list_has_no_resource():
    assert needed("lambda", "ListFunctions") == [("lambda:ListFunctions", "*")]


def test_the_runtime_names_endpoints_in_lower_case():
    definition = definition_for("sagemaker", {})
    assert definition is not None
    call = Call(
        "sagemaker", "InvokeEndpointWithResponseStream", "eu-west-1", ACCOUNT, {"EndpointName": "TinyLlama"}
    )
    assert [(item.action, item.resource) for item in definition.required(call)] == [
        ("sagemaker:InvokeEndpointWithResponseStream", f"{SAGEMAKER}:endpoint/tinyllama")
    ]


def test_a_model_passes_its_role():
    assert needed("sagemaker", "CreateModel", ModelName="M", ExecutionRoleArn=ROLE) == [
        ("sagemaker:CreateModel", f"{SAGEMAKER}:model/m"),
        ("iam:PassRole", ROLE),
    ]


def test_an_endpoint_needs_its_configuration_too():
    assert needed("sagemaker", "CreateEndpoint", EndpointName="e", EndpointConfigName="c") == [
        ("sagemaker:CreateEndpoint", f"{SAGEMAKER}:endpoint/e"),
        ("sagemaker:CreateEndpoint", f"{SAGEMAKER}:endpoint-config/c"),
    ]


def test_log_events_go_to_a_stream_and_groups_end_in_a_colon():
    assert needed("logs", "PutLogEvents", logGroupName="/g", logStreamName="s") == [
        ("logs:PutLogEvents", f"{LOGS}:log-group:/g:log-stream:s")
    ]
    assert needed("logs", "CreateLogStream", logGroupName="/g", logStreamName="s") == [
        ("logs:CreateLogStream", f"{LOGS}:log-group:/g:log-stream:")
    ]


def test_iam_names_roles_without_a_region():
    assert needed("iam", "GetRole", RoleName="r") == [("iam:GetRole", ROLE)]
    assert needed("iam", "CreateRole", RoleName="r", Path="/team/") == [
        ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/team/r")
    ]


@pytest.mark.parametrize("operation", ["GetCallerIdentity", "AssumeRole"])
def test_some_calls_need_no_permission_at_the_door(operation):
    assert needed("sts", operation) == []
