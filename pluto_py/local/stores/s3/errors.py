"""S3's errors: codes, statuses and words of the S3 API reference, "Error responses"."""

from __future__ import annotations

from pluto_py.local.service import ServiceError

__all__ = [
    "bad_digest",
    "invalid_argument",
    "malformed_xml",
    "no_such_bucket",
    "no_such_key",
    "no_such_upload",
    "not_implemented",
    "precondition_failed",
]


def no_such_bucket(name: str) -> ServiceError:
    """The bucket is not there."""
    extra = {"BucketName": name}
    return ServiceError("NoSuchBucket", "The specified bucket does not exist", 404, extra)


def no_such_key(key: str) -> ServiceError:
    """The object is not there, and the caller may know."""
    return ServiceError("NoSuchKey", "The specified key does not exist.", 404, {"Key": key})


def no_such_upload(identifier: str) -> ServiceError:
    """The multipart upload is not there: never begun, aborted, or completed."""
    message = (
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been "
        "aborted or completed."
    )
    return ServiceError("NoSuchUpload", message, 404, {"UploadId": identifier})


def invalid_argument(message: str) -> ServiceError:
    """A value that S3 does not take."""
    return ServiceError("InvalidArgument", message, 400)


def malformed_xml() -> ServiceError:
    """A body that is not what the operation takes."""
    message = "The XML you provided was not well-formed or did not validate against our published schema"
    return ServiceError("MalformedXML", message, 400)


def bad_digest(what: str) -> ServiceError:
    """The body is not what its sender says."""
    return ServiceError("BadDigest", f"The {what} you specified did not match what we received.", 400)


def precondition_failed(condition: str) -> ServiceError:
    """A condition of the request does not hold."""
    message = "At least one of the pre-conditions you specified did not hold"
    return ServiceError("PreconditionFailed", message, 412, {"Condition": condition})


def not_implemented(what: str) -> ServiceError:
    """Something that this machine's S3 does not do."""
    return ServiceError("NotImplemented", f"The local cloud does not support {what}.", 501)
