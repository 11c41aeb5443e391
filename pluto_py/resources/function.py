"""Code that runs by itself and can be called by URL. On AWS: one Lambda function with its own role."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, ParamSpec, TypeVar

from pluto_py.resources import aws, checks
from pluto_py.resources.base import ArgumentError, Resource, operation, resource_property
from pluto_py.runtime import registry

__all__ = ["RESERVED_VARIABLES", "Function"]

P = ParamSpec("P")
R = TypeVar("R")

# Those marked as reserved under "Defined runtime environment variables" in the AWS Lambda developer guide.
_LAMBDA_VARIABLES = (
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
)
_PLUTO_VARIABLES = ("PLUTO_FUNCTION", "PLUTO_ENTRYPOINT", "PLUTO_RESOURCES")

RESERVED_VARIABLES = frozenset((*_LAMBDA_VARIABLES, *_PLUTO_VARIABLES))
"""Names that no app may set in a function's environment."""


class Function(Resource, Generic[P, R]):
    """A handler that runs as a function of its own.

    Args:
        handler: what runs: a function (`async` or a generator, too), lambda, bound method or partial.
        name: unique among the app's Functions; `"default"` unless given.
        memory: MB, 128 to 10240. CPU grows with it.
        timeout: seconds, 1 to 900.
        envs: further environment variables.
        auth: `"none"`, everybody who knows the URL may call it, or `"iam"`, only requests that IAM allows.
        raw: hand Lambda's `(event, context)` to the handler untouched.

    A Function can be called as its handler can, in the same process: `chat("hi")`. `chat.invoke("hi")` calls
    the deployed one.

    Example:
        Function(chat, name="chatbot")

        @Function.of(name="summary", memory=512)
        def summarise(text: str) -> str: ...
    """

    default_name = "default"
    decorator = "of"
    is_function = True
    parameters: ClassVar[Mapping[str, checks.Check]] = {
        "handler": checks.handler,
        "memory": checks.whole_number(128, 10240, "MB"),
        "timeout": checks.whole_number(1, 900, "seconds"),
        "envs": checks.optional(checks.environment_variables(RESERVED_VARIABLES)),
        "auth": checks.one_of("none", "iam"),
        "raw": checks.true_or_false,
    }
    library_actions = ("lambda:InvokeFunction",)

    def __init__(
        self,
        handler: Callable[P, R],
        name: str | None = None,
        *,
        memory: int = 256,
        timeout: int = 600,
        envs: Mapping[str, str] | None = None,
        auth: str = "none",
        raw: bool = False,
    ) -> None:
        super().__init__(
            self.default_name if name is None else name,
            handler=handler,
            memory=memory,
            timeout=timeout,
            envs=envs,
            auth=auth,
            raw=raw,
        )
        self.handler = handler
        self.raw = raw
        registry.declare(self.name, handler, raw)

    @classmethod
    def of(
        cls,
        name: str | None = None,
        *,
        memory: int = 256,
        timeout: int = 600,
        envs: Mapping[str, str] | None = None,
        auth: str = "none",
        raw: bool = False,
    ) -> Callable[[Callable[P, R]], Function[P, R]]:
        """The constructor as a decorator; the decorated name becomes the Function, callable as before."""

        def declare(handler: Callable[P, R]) -> Function[P, R]:
            function = Function(handler, name, memory=memory, timeout=timeout, envs=envs, auth=auth, raw=raw)
            functools.update_wrapper(function, handler, updated=())
            return function

        return declare

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the handler here, in this process, as if it had not been declared."""
        return self.handler(*args, **kwargs)

    @operation("lambda:InvokeFunction")
    def invoke(self, *args: Any, **kwargs: Any) -> Any:
        """Call the deployed function and wait for its result.

        Arguments and result travel as JSON. A `raw` function takes exactly one argument, the event, and its
        result comes back as it is. The call is made once: it is not repeated if the connection breaks.

        Raises:
            FunctionError: the function raised, timed out or could not start; with its type and message.
            TypeError: an argument is not JSON-serialisable.
        """
        from pluto_py.runtime import invocation

        payload = self._event(args, kwargs) if self.raw else invocation.encode_call(args, kwargs)
        name = self.provisioned("function_name")
        reply = aws.client("lambda").invoke(FunctionName=name, Payload=payload)
        body, failure = reply["Payload"].read(), reply.get("FunctionError")
        if self.raw and not failure:
            return json.loads(body or b"null")
        return invocation.decode_reply(self.name, body, failure)

    @resource_property(identifies=False)  # calling a URL is no AWS action of the caller's role
    def url(self) -> str:
        """The address that the function answers on, `https://…/`; POST arguments to it as JSON."""
        return self.provisioned("url")

    def _event(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bytes:
        if len(args) != 1 or kwargs:
            raise ArgumentError(f"{self!r} is raw: `invoke` takes exactly one argument, the event.")
        return json.dumps(args[0]).encode()
