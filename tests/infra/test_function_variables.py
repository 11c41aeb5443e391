"""What stands in a function's environment."""

from __future__ import annotations

import json

import pytest

from pluto_py.errors import PlutoError


def test_a_function_knows_who_it_is_and_where_it_starts(app):
    variables = app.function("chatbot").provision().variables("chatbot")
    assert variables == {"PLUTO_FUNCTION": "chatbot", "PLUTO_ENTRYPOINT": "app.main", "PLUTO_RESOURCES": "{}"}


def test_it_is_handed_the_identity_of_what_it_has_a_grant_on(app):
    app.declare("KVStore", "history").declare("SageMaker", "llm", model_id="a/b").function("chatbot")
    app.grant("chatbot", "KVStore/history", "dynamodb:GetItem")
    app.grant("chatbot", "SageMaker/llm", "sagemaker:InvokeEndpoint")
    assert json.loads(app.provision().variables("chatbot")["PLUTO_RESOURCES"]) == {
        "KVStore/history": {"aws_table_name": "chat-dev-history-b33af274"},
        "SageMaker/llm": {"endpoint_name": "chat-dev-llm-e449c1dc"},
    }


def test_it_is_handed_the_properties_that_it_reads_and_no_others(app):
    app.declare("KVStore", "history").declare("KVStore", "other").function(
        "chatbot", reads=("KVStore/history.aws_table_name", "KVStore/history.aws_partition_key")
    )
    assert json.loads(app.provision().variables("chatbot")["PLUTO_RESOURCES"]) == {
        "KVStore/history": {"aws_partition_key": "Id", "aws_table_name": "chat-dev-history-b33af274"}
    }


def test_captured_variables_get_their_deploy_time_values(app):
    app.function("chatbot", environment=("STAGE",))
    made = app.provision(environment={"STAGE": "prod", "UNUSED": "x"})
    assert made.variables("chatbot")["STAGE"] == "prod"
    assert "UNUSED" not in made.variables("chatbot")


def test_the_apps_own_variables_win_over_captured_ones(app):
    app.function("chatbot", environment=("STAGE",), envs={"STAGE": "fixed"})
    assert app.provision(environment={"STAGE": "prod"}).variables("chatbot")["STAGE"] == "fixed"


def test_captured_values_and_secret_looking_variables_are_secrets(app, from_environment):
    envs = {"PLAIN": "p", "API_TOKEN": "t", "DERIVED": "d"}
    shown = {"PLAIN": "p", "API_TOKEN": "t", "DERIVED": {"env": "X"}}
    app.function("chatbot", environment=("STAGE",), envs=from_environment(envs, shown, "X"))
    made = app.provision(environment={"STAGE": "prod"})
    assert made.secrets == {("chatbot-function", name) for name in ("API_TOKEN", "DERIVED", "STAGE")}


def test_a_variable_without_a_value_is_refused_before_anything_is_made(app):
    with pytest.raises(PlutoError, match="reads the variable STAGE, which has no value"):
        app.function("chatbot", environment=("STAGE",)).plan_and_check()


def test_a_variable_that_lambda_reserves_is_refused(app):
    with pytest.raises(PlutoError, match="may not set AWS_REGION"):
        app.function("chatbot", environment=("AWS_REGION",)).plan_and_check(environment={"AWS_REGION": "x"})


def test_more_than_four_kilobytes_are_refused_before_anything_is_made(app):
    app.function("chatbot", environment=("BIG",))
    with pytest.raises(PlutoError, match=r"take about 41\d\d bytes, and Lambda allows 4096"):
        app.plan_and_check(environment={"BIG": "x" * 4080})
    app.plan_and_check(environment={"BIG": "x" * 4000})


def test_what_is_not_known_yet_counts_towards_the_limit(app):
    for n in range(30):
        app.function(f"f{n}")
    app.function("hub", reads=tuple(f"Function/f{n}.url" for n in range(30)))
    with pytest.raises(PlutoError, match="'hub': its environment variables take about"):
        app.plan_and_check()
