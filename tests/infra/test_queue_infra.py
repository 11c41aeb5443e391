"""What a Queue and its subscribers become on AWS."""

from __future__ import annotations

import json

import pytest

from pluto_py import PlutoError

ARN = "arn:aws:sqs:us-east-1:123456789012:chat-dev-orders-"


def test_a_queue_is_encrypted_and_has_a_dead_letter_queue(app):
    made = app.declare("Queue", "orders").provision()
    assert made.types() == ["aws:sqs/queue:Queue", "aws:sqs/queue:Queue"]
    queue = made.inputs("Queue", "orders-queue")
    dead = made.inputs("Queue", "orders-dead-letters")
    assert queue["sqsManagedSseEnabled"] is True
    assert dead["sqsManagedSseEnabled"] is True
    redrive = json.loads(queue["redrivePolicy"])
    assert redrive["maxReceiveCount"] == 5
    assert redrive["deadLetterTargetArn"].endswith(f":{dead['name']}")


def test_dead_letters_are_kept_longer_than_messages(app):
    made = app.declare("Queue", "orders").provision()
    kept = {
        name: made.inputs("Queue", f"orders-{name}")["messageRetentionSeconds"]
        for name in ("queue", "dead-letters")
    }
    assert kept == {"queue": 4 * 24 * 3600, "dead-letters": 14 * 24 * 3600}


def test_messages_are_as_large_as_push_allows(app):
    assert (
        app.declare("Queue", "orders").provision().inputs("Queue", "orders-queue")["maxMessageSize"]
        == 262_144
    )


@pytest.mark.parametrize(
    ("timeouts", "visibility"), [((), 720), ((60,), 360), ((60, 900), 5400), ((None,), 720)]
)
def test_a_message_stays_hidden_six_times_as_long_as_a_subscriber_may_take(app, timeouts, visibility):
    app.declare("Queue", "orders")
    for timeout in timeouts:
        app.subscriber("orders", **({"timeout": timeout} if timeout else {}))
    assert app.provision().inputs("Queue", "orders-queue")["visibilityTimeoutSeconds"] == visibility


def test_a_subscriber_is_a_function_without_url_that_lambda_polls_for(app):
    made = (
        app.declare("Queue", "orders").subscriber("orders", memory=512, timeout=30, batch_size=7).provision()
    )
    assert not [t for t in made.types() if "functionUrl" in t or "permission" in t]
    function = made.inputs("Function", "orders-subscribe-0-function")
    assert (function["memorySize"], function["timeout"]) == (512, 30)
    mapping = made.inputs("EventSourceMapping", "orders-subscribe-0-events")
    assert mapping["eventSourceArn"].startswith(ARN)
    assert mapping["functionName"].endswith(function["name"])
    assert mapping["batchSize"] == 7
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_subscriber_has_subscribes_own_defaults(app):
    made = app.declare("Queue", "orders").subscriber("orders").provision()
    function = made.inputs("Function", "orders-subscribe-0-function")
    assert (function["memorySize"], function["timeout"]) == (256, 120)
    assert made.inputs("EventSourceMapping", "orders-subscribe-0-events")["batchSize"] == 1


def test_its_role_may_fetch_messages_of_this_queue_and_nothing_else(app):
    made = app.declare("Queue", "orders").declare("Queue", "other").subscriber("orders").provision()
    statements = [s for s in made.policy("orders-subscribe-0-policy") if "sqs:ReceiveMessage" in s["Action"]]
    (statement,) = statements
    assert statement["Action"] == ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    assert [arn.startswith(ARN) for arn in statement["Resource"]] == [True]


def test_a_function_that_pushes_may_send_and_is_handed_the_url(app):
    app.declare("Queue", "orders").function("shop").grant("shop", "Queue/orders", "sqs:SendMessage")
    made = app.provision()
    (statement,) = [s for s in made.policy("shop-policy") if "sqs:SendMessage" in s["Action"]]
    assert statement["Action"] == ["sqs:SendMessage"]
    handed = json.loads(made.variables("shop")["PLUTO_RESOURCES"])
    assert handed == {"Queue/orders": {"queue_url": made.exports["resource:Queue:orders:queue_url"]}}


def test_several_subscribers_each_get_a_function_and_a_mapping(app):
    made = app.declare("Queue", "orders").subscriber("orders").subscriber("orders").provision()
    mappings = [name for typ, name in made.objects if typ.endswith(":EventSourceMapping")]
    assert sorted(mappings) == ["orders-subscribe-0-events", "orders-subscribe-1-events"]


def test_a_subscribers_settings_must_be_in_the_code(app):
    app.declare("Queue", "orders").subscriber("orders", timeout={"env": "TIMEOUT"})
    with pytest.raises(PlutoError, match=r"Queue 'orders': the `timeout` of its subscriber at app/main\.py"):
        app.plan_and_check()
