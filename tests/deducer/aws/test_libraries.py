"""Which AWS calls the code of libraries can make: small distributions for each construct, and real ones."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from deducer.aws.arns import Place
from deducer.aws.libraries import HANDED, Libraries, Report
from deducer.aws.texts import UNKNOWN
from deducer.aws.verdicts import Permissions

INSTALLED = [Path(entry) for entry in sys.path if entry.endswith("site-packages")]


def report(folder: Path, source: str, entry: str = "lib.Store", **named: Any) -> Report:
    """The report on `lib`, made of one module, with its modules `lib.<name>` after lines `# module <name>`."""
    package = folder / "lib"
    package.mkdir(exist_ok=True)
    name, lines = "__init__", []
    for line in [*source.splitlines(), "# module end"]:
        if line.startswith("# module "):
            (package / f"{name}.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
            name, lines = line.removeprefix("# module "), []
        else:
            lines.append(line)
    return Libraries([folder]).calls_of(entry, named)


def actions(found: Report) -> set[str]:
    """`action<parameter that names the resource>`."""
    made = set()
    for call in found.calls:
        verdict = call.verdict(Place("r", "1"))
        assert isinstance(verdict, Permissions)
        made |= {f"{p.action}<{','.join(map(str, p.origins))}>" for p in verdict.permissions}
    return made


CONSTRUCTS = {
    "client in an attribute": """
import boto3
class Store:
    def __init__(self, table):
        self.client = boto3.client("dynamodb")
        self.table = table
    def put(self, item):
        self.client.put_item(TableName=self.table, Item=item)
""",
    "resource in an attribute": """
import boto3
class Store:
    def __init__(self, table):
        self.table = boto3.resource("dynamodb").Table(table)
    def put(self, item):
        self.table.put_item(Item=item)
""",
    "client of a session, made by a helper in another module": """
from lib.clients import make
class Store:
    def __init__(self, table, session=None):
        self._client = make("dynamodb", session)
        self._table = table
    def put(self, item):
        return self._client.put_item(TableName=self._table, Item=item)
# module clients
def make(service, session):
    import boto3
    options = {"service_name": service, "region_name": None}
    options = {k: v for k, v in options.items() if v}
    return (session or boto3.Session()).client(**options)
""",
    "method of a base class": """
from .base import Base
class Store(Base):
    def put(self, item):
        self.client.put_item(**self._request(item))
# module base
import boto3
class Base:
    def __init__(self, table):
        self.client = boto3.client("dynamodb")
        self.table = table
    def _request(self, item):
        request = {"TableName": self.table}
        request["Item"] = item
        return request
""",
    "lazily made in a property": """
class Store:
    def __init__(self, table):
        self.table = table
        self._client = None
    @property
    def client(self):
        if self._client is None:
            import boto3
            self._client = boto3.client("dynamodb")
        return self._client
    def put(self, item):
        self.client.put_item(TableName=self.table, Item=item)
""",
    "fields of a pydantic model, client made in a validator": """
import boto3
from typing import Any
from pydantic import BaseModel, Field, root_validator
class Store(BaseModel):
    client: Any = None
    table: str = Field(default="")
    @root_validator(pre=True)
    def prepare(cls, values):
        if values.get("client") is None:
            values["client"] = boto3.client("dynamodb")
        return values
    def put(self, item):
        self.client.put_item(TableName=self.table, Item=item)
""",
    "a raw API call": """
import boto3
class Store:
    def __init__(self, table):
        self.client, self.table = boto3.client("dynamodb"), table
    def put(self, item):
        self.client._make_api_call("PutItem", {"TableName": self.table, "Item": item})
""",
    "method handed to an executor": """
import asyncio, boto3
class Store:
    def __init__(self, table):
        self.client, self.table = boto3.client("dynamodb"), table
    async def put(self, item):
        await asyncio.to_thread(self.client.put_item, TableName=self.table, Item=item)
""",
    "functools.partial": """
import boto3
from functools import partial
class Store:
    def __init__(self, table):
        self.put = partial(boto3.client("dynamodb").put_item, TableName=table)
    def save(self, item):
        self.put(Item=item)
""",
    "method by a constant name, wrapped": """
import boto3
class Wrapper:
    def __init__(self, client):
        self.client = client
    def __getattr__(self, name):
        return getattr(self.client, name)
class Store:
    def __init__(self, table):
        self.client, self.table = Wrapper(boto3.client("dynamodb")), table
    def put(self, item):
        self._call("put_item", TableName=self.table, Item=item)
    def _call(self, method, **options):
        return getattr(self.client, method)(**options)
""",
    "object that a method returns": """
import boto3
class Writer:
    def __init__(self, table):
        self._table = table
    def write(self, item):
        self._table.put_item(Item=item)
class Store:
    def __init__(self, table):
        self._table = boto3.resource("dynamodb").Table(table)
    def writer(self):
        return Writer(self._table)
""",
    "name known to type checkers, loaded lazily": """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from lib.store import Store
def __getattr__(name):
    import importlib
    return getattr(importlib.import_module(_WHERE[name]), name)
# module store
import boto3
class Store:
    def __init__(self, table):
        self.table = boto3.resource("dynamodb").Table(table)
    def put(self, item):
        self.table.put_item(Item=item)
""",
}


@pytest.mark.parametrize("source", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_what_is_handed_reaches_the_call(source: str, tmp_path: Path) -> None:
    found = report(tmp_path, source, table=HANDED)
    assert found.complete, found.doubts
    assert actions(found) == {"dynamodb:PutItem<table>"}


def test_a_function_is_an_entry_too(tmp_path: Path) -> None:
    source = """
import boto3
def load(bucket, key="settings.json"):
    return boto3.client("s3").get_object(Bucket=bucket, Key=key)
"""
    found = report(tmp_path, source, "lib.load", bucket=HANDED)
    assert found.complete
    assert actions(found) == {"s3:GetObject<bucket>"}


def test_arguments_that_are_not_given_keep_their_defaults(tmp_path: Path) -> None:
    source = """
import boto3
class Store:
    def __init__(self, table, create=False):
        self.client, self.table = boto3.client("dynamodb"), table
        if create:
            self.client.create_table(TableName=table)
    def get(self, key):
        return self.client.get_item(TableName=self.table, Key=key)
"""
    assert report(tmp_path, source, table=HANDED).operations == {"dynamodb": ("get_item",)}
    assert report(tmp_path, source, table=HANDED, create=UNKNOWN).operations == {
        "dynamodb": ("create_table", "get_item")
    }


def test_paginators_waiters_and_collections(tmp_path: Path) -> None:
    source = """
import boto3
class Store:
    def __init__(self, bucket):
        self.bucket, self.s3 = bucket, boto3.client("s3")
    def keys(self):
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket):
            yield from page["Contents"]
    def wait(self):
        self.s3.get_waiter("object_exists").wait(Bucket=self.bucket, Key="k")
    def sizes(self):
        return [o.get() for o in boto3.resource("s3").Bucket(self.bucket).objects.filter(Prefix="x")]
"""
    found = report(tmp_path, source, bucket=HANDED)
    assert found.complete, found.doubts
    assert actions(found) == {"s3:ListBucket<bucket>", "s3:GetObject<bucket>"}


DOUBTFUL = {
    "service that is not known": """
import boto3
class Store:
    def __init__(self, table, service):
        self.client = boto3.client(service)
    def put(self, item):
        boto3.client("dynamodb").put_item(TableName=table)
""",
    "method of a computed name": """
import boto3
class Store:
    def __init__(self, table):
        self.client = boto3.client("dynamodb")
        self.client.get_item(TableName=table)
    def call(self, name):
        getattr(self.client, name)()
""",
    "client handed to code that is not read": """
import boto3, elsewhere
class Store:
    def __init__(self, table):
        self.table = elsewhere.Encrypted(boto3.resource("dynamodb").Table(table))
        boto3.client("dynamodb").get_item(TableName=table)
""",
    "nothing found": """
class Store:
    def __init__(self, table):
        self.table = table
""",
}


@pytest.mark.parametrize("source", DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_cannot_be_followed_is_not_called_complete(source: str, tmp_path: Path) -> None:
    assert not report(tmp_path, source, table=HANDED, service=UNKNOWN).complete


def test_an_entry_that_does_not_exist_is_not_found(tmp_path: Path) -> None:
    assert not report(tmp_path, "x = 1", "lib.Missing").found


def test_code_that_calls_itself_for_ever_comes_to_an_end(tmp_path: Path) -> None:
    source = """
import boto3
class Store:
    def __init__(self, table, depth=0):
        self.table = table
        self.child = Store(table + "x", depth + 1)
    def __iter__(self):
        return self
    def put(self, name):
        for part in self:
            self.put(name + "y")
        boto3.client("dynamodb").put_item(TableName=self.table)
"""
    found = report(tmp_path, source, table=HANDED)
    assert "put_item" in found.operations["dynamodb"]


def test_a_report_is_remembered_until_a_file_changes(tmp_path: Path) -> None:
    source = CONSTRUCTS["resource in an attribute"]
    first = report(tmp_path, source, table=HANDED)
    cache = tmp_path / "cache"
    assert Libraries([tmp_path], cache).calls_of("lib.Store", {"table": HANDED}) == first
    stored = list(cache.glob("*.json"))
    assert len(stored) == 1
    assert Libraries([tmp_path], cache).calls_of("lib.Store", {"table": HANDED}) == first
    changed = report(tmp_path, source.replace("put_item", "delete_item"), table=HANDED)
    again = Libraries([tmp_path], cache).calls_of("lib.Store", {"table": HANDED})
    assert again == changed
    assert again.operations == {"dynamodb": ("delete_item",)}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"files": {}, "report": {}}', b"\xff"])
def test_a_damaged_cache_is_as_good_as_none(damage: bytes, tmp_path: Path) -> None:
    expected = report(tmp_path, CONSTRUCTS["resource in an attribute"], table=HANDED)
    cache = tmp_path / "cache"
    Libraries([tmp_path], cache).calls_of("lib.Store", {"table": HANDED})
    for file in cache.iterdir():
        file.write_bytes(damage)
    assert Libraries([tmp_path], cache).calls_of("lib.Store", {"table": HANDED}) == expected


INVOKE = {
    "sagemaker:InvokeEndpoint<endpoint_name>",
    "sagemaker:InvokeEndpointWithResponseStream<endpoint_name>",
}
REAL = [
    ("langchain_aws.SagemakerEndpoint", {"endpoint_name": HANDED, "content_handler": UNKNOWN}, INVOKE),
    (
        "langchain_aws.chat_models.sagemaker_endpoint.ChatSagemakerEndpoint",
        {"endpoint_name": HANDED, "content_handler": UNKNOWN},
        INVOKE,
    ),
    ("llama_index.llms.sagemaker_endpoint.SageMakerLLM", {"endpoint_name": HANDED}, INVOKE),
    (
        "langchain_community.chat_message_histories.DynamoDBChatMessageHistory",
        {"table_name": HANDED, "session_id": UNKNOWN},
        {f"dynamodb:{name}<table_name>" for name in ("DeleteItem", "GetItem", "UpdateItem")},
    ),
    (
        "langchain_community.llms.SagemakerEndpoint",
        {"endpoint_name": HANDED, "content_handler": UNKNOWN},
        {"sagemaker:InvokeEndpoint<endpoint_name>"},  # it streams with `streaming=True` only
    ),
    (
        "aws_lambda_powertools.utilities.idempotency.DynamoDBPersistenceLayer",
        {"table_name": HANDED},
        {f"dynamodb:{name}<table_name>" for name in ("DeleteItem", "GetItem", "PutItem", "UpdateItem")},
    ),
    (
        "aws_lambda_powertools.utilities.parameters.get_secret",
        {"name": HANDED},
        {"secretsmanager:GetSecretValue<name>"},
    ),
]


@pytest.mark.parametrize(("entry", "named", "expected"), REAL, ids=[entry for entry, _, _ in REAL])
def test_real_libraries(entry: str, named: dict[str, Any], expected: set[str]) -> None:
    top = entry.partition(".")[0]
    if importlib.util.find_spec(top) is None:
        pytest.skip(f"{top} is not installed")
    found = Libraries(INSTALLED).calls_of(entry, named)
    assert found.complete, found.doubts
    assert actions(found) == expected
