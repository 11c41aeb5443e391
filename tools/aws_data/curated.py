"""What the names of operations and actions do not say by themselves.

Most operations need the one action that has their name. This module lists the others, from the "Actions"
tables of AWS's Service Authorization Reference and the "Permissions" sections of the API references.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = [
    "ACTIONS",
    "FILLS",
    "HTTP_METHOD_ACTIONS",
    "INJECTED",
    "NO_PERMISSION",
    "ONLY_TYPES",
    "PREFIXES",
    "Need",
]


@dataclass(frozen=True)
class Need:
    """One action of an operation: on which types, filled how, and only if which member is given."""

    action: str
    fills: dict[str, dict[str, str]] = field(default_factory=dict)
    when: str = ""


# boto3's service name -> IAM prefix, where the signing name is not it.
PREFIXES = {
    "cloudcontrol": "cloudformation",
    "cloudwatch": "cloudwatch",
    "iot-data": "iot",
    "iot-jobs-data": "iotjobsdata",
    "iotsecuretunneling": "iot",
    "mturk": "mechanicalturk",
    "partnercentral-account": "partnercentral",
    "partnercentral-benefits": "partnercentral",
    "partnercentral-channel": "partnercentral",
    "partnercentral-selling": "partnercentral",
    "resourcegroupstaggingapi": "tag",
}

# Services whose requests carry a token or nothing at all instead of a signature that IAM evaluates.
NO_PERMISSION = {
    "codecatalyst": None,
    "connectparticipant": None,
    "sso": None,
    "sso-oidc": frozenset({"CreateToken", "RegisterClient", "StartDeviceAuthorization"}),
}

# API Gateway's control plane names its actions after HTTP methods and its resources after request paths.
HTTP_METHOD_ACTIONS = frozenset({"apigateway", "apigatewayv2"})

_BUCKET = {"bucket": {"BucketName": "Bucket"}}
_OBJECT = {"object": {"BucketName": "Bucket", "ObjectName": "Key"}}
_COPIED = {"object": {"BucketName": "CopySource|copied_bucket", "ObjectName": "CopySource|copied_key"}}
_DELETED = {"object": {"BucketName": "Bucket", "ObjectName": "Delete.Objects[].Key"}}

_WRITES_OBJECT = (
    Need("PutObject", _OBJECT),
    Need("PutObjectAcl", _OBJECT, "ACL"),
    Need("PutObjectTagging", _OBJECT, "Tagging"),
)
# `ExtraArgs` of the transfer methods holds what `put_object` takes beside the body.
_TRANSFERS_IN = (
    Need("PutObject", _OBJECT),
    Need("AbortMultipartUpload", _OBJECT),
    Need("PutObjectAcl", _OBJECT, "ExtraArgs.ACL"),
    Need("PutObjectTagging", _OBJECT, "ExtraArgs.Tagging"),
)
_READS_OBJECT = (Need("GetObject", _OBJECT), Need("GetObjectVersion", _OBJECT, "VersionId"))
_READS_SOURCE = (Need("GetObject", _COPIED), Need("GetObjectVersion", _COPIED, "CopySource|copied_version"))
_DOWNLOADS = (Need("GetObject", _OBJECT), Need("GetObjectVersion", _OBJECT, "ExtraArgs.VersionId"))

_S3 = {
    "CompleteMultipartUpload": (Need("PutObject", _OBJECT),),
    "CopyObject": (*_READS_SOURCE, *_WRITES_OBJECT),
    "CreateMultipartUpload": _WRITES_OBJECT,
    "CreateSession": (Need("s3express:CreateSession"),),
    "DeleteObject": (Need("DeleteObject", _OBJECT), Need("DeleteObjectVersion", _OBJECT, "VersionId")),
    "DeleteObjects": (
        Need("DeleteObject", _DELETED),
        Need("DeleteObjectVersion", _DELETED, "Delete.Objects[].VersionId"),
    ),
    "GetObject": _READS_OBJECT,
    "GetObjectAcl": (Need("GetObjectAcl", _OBJECT), Need("GetObjectVersionAcl", _OBJECT, "VersionId")),
    "GetObjectAttributes": (
        Need("GetObject", _OBJECT),
        Need("GetObjectAttributes", _OBJECT),
        Need("GetObjectVersion", _OBJECT, "VersionId"),
        Need("GetObjectVersionAttributes", _OBJECT, "VersionId"),
    ),
    "GetObjectTagging": (
        Need("GetObjectTagging", _OBJECT),
        Need("GetObjectVersionTagging", _OBJECT, "VersionId"),
    ),
    "PutObjectTagging": (
        Need("PutObjectTagging", _OBJECT),
        Need("PutObjectVersionTagging", _OBJECT, "VersionId"),
    ),
    "DeleteObjectTagging": (
        Need("DeleteObjectTagging", _OBJECT),
        Need("DeleteObjectVersionTagging", _OBJECT, "VersionId"),
    ),
    "PutObjectAcl": (Need("PutObjectAcl", _OBJECT), Need("PutObjectVersionAcl", _OBJECT, "VersionId")),
    "HeadObject": _READS_OBJECT,
    "SelectObjectContent": (Need("GetObject", _OBJECT),),
    "PutObject": _WRITES_OBJECT,
    "UploadPart": (Need("PutObject", _OBJECT),),
    "UploadPartCopy": (*_READS_SOURCE, Need("PutObject", _OBJECT)),
    "ListBuckets": (Need("ListAllMyBuckets"),),
    "ListDirectoryBuckets": (Need("s3express:ListAllMyDirectoryBuckets"),),
    "ListParts": (Need("ListMultipartUploadParts", _OBJECT),),
    "RenameObject": (Need("s3express:CreateSession"),),
    "upload_file": _TRANSFERS_IN,
    "upload_fileobj": _TRANSFERS_IN,
    "generate_presigned_post": (Need("PutObject", _OBJECT),),
    "download_file": _DOWNLOADS,
    "download_fileobj": _DOWNLOADS,
    "copy": (*_READS_SOURCE, Need("GetObjectTagging", _COPIED), *_TRANSFERS_IN),
}
# Bucket settings: one action reads a setting, one writes and deletes it, and neither has the operation's
# name.
_S3_BUCKET_ACTIONS = {
    "HeadBucket": "ListBucket",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "DeleteBucketAnalyticsConfiguration": "PutAnalyticsConfiguration",
    "GetBucketAnalyticsConfiguration": "GetAnalyticsConfiguration",
    "ListBucketAnalyticsConfigurations": "GetAnalyticsConfiguration",
    "PutBucketAnalyticsConfiguration": "PutAnalyticsConfiguration",
    "DeleteBucketCors": "PutBucketCORS",
    "GetBucketCors": "GetBucketCORS",
    "PutBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketIntelligentTieringConfiguration": "PutIntelligentTieringConfiguration",
    "GetBucketIntelligentTieringConfiguration": "GetIntelligentTieringConfiguration",
    "ListBucketIntelligentTieringConfigurations": "GetIntelligentTieringConfiguration",
    "PutBucketIntelligentTieringConfiguration": "PutIntelligentTieringConfiguration",
    "DeleteBucketInventoryConfiguration": "PutInventoryConfiguration",
    "GetBucketInventoryConfiguration": "GetInventoryConfiguration",
    "ListBucketInventoryConfigurations": "GetInventoryConfiguration",
    "PutBucketInventoryConfiguration": "PutInventoryConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "GetBucketLifecycle": "GetLifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "PutBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "DeleteBucketMetricsConfiguration": "PutMetricsConfiguration",
    "GetBucketMetricsConfiguration": "GetMetricsConfiguration",
    "ListBucketMetricsConfigurations": "GetMetricsConfiguration",
    "PutBucketMetricsConfiguration": "PutMetricsConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "GetBucketReplication": "GetReplicationConfiguration",
    "PutBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
}


def _item(path: str) -> dict[str, dict[str, str]]:
    return {"table": {"TableName": path}}


def _partiql(statement: str) -> tuple[Need, ...]:
    return tuple(
        Need(f"PartiQL{verb}", _item(f"{statement}|partiql"), f"{statement}|{verb.lower()}")
        for verb in ("Delete", "Insert", "Select", "Update")
    )


_DYNAMODB = {
    "TransactGetItems": (Need("GetItem", _item("TransactItems[].Get.TableName"), "TransactItems[].Get"),),
    "TransactWriteItems": (
        Need(
            "ConditionCheckItem",
            _item("TransactItems[].ConditionCheck.TableName"),
            "TransactItems[].ConditionCheck",
        ),
        Need("DeleteItem", _item("TransactItems[].Delete.TableName"), "TransactItems[].Delete"),
        Need("PutItem", _item("TransactItems[].Put.TableName"), "TransactItems[].Put"),
        Need("UpdateItem", _item("TransactItems[].Update.TableName"), "TransactItems[].Update"),
    ),
    "BatchGetItem": (Need("BatchGetItem", _item("RequestItems{}")),),
    "BatchWriteItem": (Need("BatchWriteItem", _item("RequestItems{}")),),
    "ExecuteStatement": _partiql("Statement"),
    "BatchExecuteStatement": _partiql("Statements[].Statement"),
    "ExecuteTransaction": _partiql("TransactStatements[].Statement"),
}

_FUNCTION = {"function": {"FunctionName": "FunctionName|function"}}
# A model is named by its identifier, by that of a cross-region profile, or by the ARN of any of these.
_MODEL = {
    "foundation-model": {"ResourceId": "modelId|model"},
    "inference-profile": {"ResourceId": "modelId|profile"},
    **{
        kind: {"": "modelId|only_arn"}
        for kind in (
            "application-inference-profile",
            "custom-model-deployment",
            "default-prompt-router",
            "imported-model",
            "prompt-router",
            "provisioned-model",
        )
    },
}
_GENERATE = (Need("RetrieveAndGenerate"), Need("Retrieve"), Need("InvokeModel"))
_QUEUE = {"queue": {"QueueName": "QueueUrl|queue"}}
_TOPIC = {"topic": {"": "TopicArn"}}
_RUN_QUERY = (Need("ReadDataViaQuery"), Need("WriteDataViaQuery"), Need("DeleteDataViaQuery"))
_CONNECTIONS = (Need("execute-api:ManageConnections"),)

# boto3's service name -> operation -> what it needs.
ACTIONS: dict[str, dict[str, tuple[Need, ...]]] = {
    "s3": {**{name: (Need(action, _BUCKET),) for name, action in _S3_BUCKET_ACTIONS.items()}, **_S3},
    "dynamodb": _DYNAMODB,
    "sqs": {
        "SendMessageBatch": (Need("SendMessage", _QUEUE),),
        "DeleteMessageBatch": (Need("DeleteMessage", _QUEUE),),
        "ChangeMessageVisibilityBatch": (Need("ChangeMessageVisibility", _QUEUE),),
    },
    "sns": {
        # A text message to a phone, and one to a device's endpoint, are not sent to a topic.
        "Publish": (
            Need("Publish", _TOPIC, "TopicArn"),
            Need("Publish", {"topic": {"": "TargetArn"}}, "TargetArn"),
            Need("Publish", {"*": {}}, "PhoneNumber"),
        ),
        "PublishBatch": (Need("Publish", _TOPIC),),
    },
    "lambda": {
        "Invoke": (Need("InvokeFunction", {"function": {"FunctionName": "FunctionName|function"}}),),
        "InvokeAsync": (Need("InvokeFunction", _FUNCTION),),
        "InvokeWithResponseStream": (Need("InvokeFunction", _FUNCTION),),
    },
    "bedrock-runtime": {
        "Converse": (Need("InvokeModel", _MODEL), Need("ApplyGuardrail", {}, "guardrailConfig")),
        "ConverseStream": (
            Need("InvokeModelWithResponseStream", _MODEL),
            Need("ApplyGuardrail", {}, "guardrailConfig"),
        ),
        "InvokeModel": (Need("InvokeModel", _MODEL), Need("ApplyGuardrail", {}, "guardrailIdentifier")),
        "InvokeModelWithResponseStream": (
            Need("InvokeModelWithResponseStream", _MODEL),
            Need("ApplyGuardrail", {}, "guardrailIdentifier"),
        ),
        "InvokeModelWithBidirectionalStream": (Need("InvokeModel", _MODEL),),
        "StartAsyncInvoke": (Need("InvokeModel", _MODEL),),
        "CountTokens": (Need("CountTokens", _MODEL),),
    },
    "bedrock-agent-runtime": {
        "RetrieveAndGenerate": _GENERATE,
        "RetrieveAndGenerateStream": _GENERATE,
    },
    "secretsmanager": {
        "BatchGetSecretValue": (
            Need("BatchGetSecretValue"),
            Need("GetSecretValue", {"Secret": {"SecretId": "SecretIdList[]|secret"}}),
        ),
    },
    "apigatewaymanagementapi": dict.fromkeys(
        ("DeleteConnection", "GetConnection", "PostToConnection"), _CONNECTIONS
    ),
    "cloudsearchdomain": {
        "Search": (Need("search"),),
        "Suggest": (Need("suggest"),),
        "UploadDocuments": (Need("document"),),
    },
    "cloudfront": {"CreateDistributionWithTags": (Need("CreateDistribution"), Need("TagResource"))},
    "neptunedata": {
        "ExecuteOpenCypherQuery": _RUN_QUERY,
        "ExecuteOpenCypherExplainQuery": _RUN_QUERY,
        "ExecuteGremlinQuery": _RUN_QUERY,
        "ExecuteGremlinExplainQuery": _RUN_QUERY,
        "ExecuteGremlinProfileQuery": _RUN_QUERY,
        "CancelGremlinQuery": (Need("CancelQuery"),),
        "CancelOpenCypherQuery": (Need("CancelQuery"),),
        "GetGremlinQueryStatus": (Need("GetQueryStatus"),),
        "GetOpenCypherQueryStatus": (Need("GetQueryStatus"),),
        "ListGremlinQueries": (Need("GetQueryStatus"),),
        "ListOpenCypherQueries": (Need("GetQueryStatus"),),
        "ExecuteFastReset": (Need("ResetDatabase"),),
        "GetPropertygraphSummary": (Need("GetGraphSummary"),),
        "GetRDFGraphSummary": (Need("GetGraphSummary"),),
        "GetPropertygraphStatistics": (Need("GetStatisticsStatus"),),
        "GetSparqlStatistics": (Need("GetStatisticsStatus"),),
        "ManagePropertygraphStatistics": (Need("ManageStatistics"),),
        "ManageSparqlStatistics": (Need("ManageStatistics"),),
        "DeletePropertygraphStatistics": (Need("ManageStatistics"),),
        "DeleteSparqlStatistics": (Need("ManageStatistics"),),
        "GetPropertygraphStream": (Need("GetStreamRecords"),),
        "GetSparqlStream": (Need("GetStreamRecords"),),
    },
    # A token that these make is good for what IAM lets its maker do.
    "rds": {"generate_db_auth_token": (Need("rds-db:connect"),)},
    "dsql": {
        "generate_db_connect_auth_token": (Need("DbConnect"),),
        "generate_db_connect_admin_auth_token": (Need("DbConnectAdmin"),),
    },
    "ec2": {"create_tags": (Need("CreateTags"),)},
}

# Methods that boto3 adds to clients: the names of their positional parameters.
INJECTED: dict[str, dict[str, tuple[str, ...]]] = {
    "s3": {
        "upload_file": ("Filename", "Bucket", "Key", "ExtraArgs"),
        "upload_fileobj": ("Fileobj", "Bucket", "Key", "ExtraArgs"),
        "download_file": ("Bucket", "Key", "Filename", "ExtraArgs"),
        "download_fileobj": ("Bucket", "Key", "Fileobj", "ExtraArgs"),
        "copy": ("CopySource", "Bucket", "Key", "ExtraArgs"),
        "generate_presigned_post": ("Bucket", "Key"),
    },
    "rds": {"generate_db_auth_token": ("DBHostname", "Port", "DBUsername", "Region")},
    "dsql": {
        "generate_db_connect_auth_token": ("Hostname", "Region", "ExpiresIn"),
        "generate_db_connect_admin_auth_token": ("Hostname", "Region", "ExpiresIn"),
    },
}

# IAM prefix -> ARN variable -> (request member, how its value is read). These win over matching by name.
FILLS: dict[str, dict[str, dict[str, str]]] = {
    "dynamodb": {"TableName": {"TableName": ""}},
    "events": {
        "EventBusName": {"Entries[].EventBusName": "bus", "EventBusName": "bus"},
        "RuleName": {"Name": "", "Rule": ""},
    },
    "iam": {
        "RoleNameWithPath": {"RoleName": "path"},
        "UserNameWithPath": {"UserName": "path"},
        "GroupNameWithPath": {"GroupName": "path"},
        "InstanceProfileNameWithPath": {"InstanceProfileName": "path"},
        "PolicyNameWithPath": {"PolicyName": "path"},
    },
    "iot": {"TopicName": {"topic": ""}},
    "kms": {"KeyId": {"KeyId": "key"}},
    "lambda": {"FunctionName": {"FunctionName": "function"}},
    "logs": {
        "LogGroupName": {"logGroupName": "group", "logGroupNames[]": "group", "logGroupIdentifier": "group"},
        "LogStreamName": {"logStreamName": ""},
    },
    "rds": {
        "DbInstanceName": {"DBInstanceIdentifier": "lower"},
        "DbClusterInstanceName": {"DBClusterIdentifier": "lower"},
    },
    "s3": {"BucketName": {"Bucket": ""}, "ObjectName": {"Key": ""}},
    "sagemaker": {"EndpointName": {"EndpointName": "lower"}},
    "secretsmanager": {"SecretId": {"SecretId": "secret", "Name": "secret"}},
    "sqs": {"QueueName": {"QueueUrl": "queue", "QueueName": ""}},
    "ssm": {
        "ParameterNameWithoutLeadingSlash": {
            "Name": "parameter",
            "Names[]": "parameter",
            "Path": "parameters",
        },
    },
    "sts": {"RoleNameWithPath": {"RoleArn": ""}},
}

# IAM prefix -> the resource types that calls through boto3 meet; the others are rare addresses of the same
# things.
ONLY_TYPES: dict[str, frozenset[str]] = {
    "s3": frozenset({"bucket", "object"}),
}
