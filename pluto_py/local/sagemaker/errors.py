"""SageMaker's errors, in its words."""

from __future__ import annotations

from pluto_py.local.service import ServiceError

__all__ = ["already_exists", "in_progress", "invalid", "not_found"]


def invalid(message: str) -> ServiceError:
    """A request that the service refuses."""
    return ServiceError("ValidationException", message)


def not_found(what: str, arn: str) -> ServiceError:
    """`what` is `"model"`, `"endpoint configuration"`, `"endpoint"`."""
    return invalid(f'Could not find {what} "{arn}".')


def already_exists(what: str, arn: str) -> ServiceError:
    """A name that is taken."""
    return invalid(f'Cannot create already existing {what} "{arn}".')


def in_progress(arn: str) -> ServiceError:
    """An endpoint that is on its way to another state."""
    return invalid(f'Cannot update in-progress endpoint "{arn}".')
