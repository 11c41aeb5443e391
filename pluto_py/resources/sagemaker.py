"""A model behind an endpoint. On AWS: one SageMaker model, endpoint configuration and endpoint.

`generate` and `generate_stream` speak the contract of Hugging Face's text-generation containers
(https://huggingface.co/docs/text-generation-inference, `POST /`); `invoke` and `invoke_stream` carry any
JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from pluto_py.resources import aws, checks, sse
from pluto_py.resources.base import ArgumentError, Resource, operation, resource_property
from pluto_py.resources.endpoint_errors import EndpointError, container_error, endpoint_errors

__all__ = ["SageMaker"]

_INVOKE = "sagemaker:InvokeEndpoint"
_INVOKE_STREAM = "sagemaker:InvokeEndpointWithResponseStream"
_REQUEST_LIMIT = 6_291_456  # bytes of a request body: SageMaker runtime API, InvokeEndpoint
_JSON = "application/json"


class SageMaker(Resource):
    """A SageMaker real-time endpoint.

    Args:
        name: unique among the app's SageMaker endpoints.
        image_uri: the container's image in ECR; the text-generation container of the stack's region if None.
        model_id: the model on the Hugging Face hub; sets `HF_MODEL_ID`.
        instance_type: a SageMaker instance type, `"ml.g5.2xlarge"`.
        instance_count: instances behind the endpoint, 1 to 100.
        envs: the container's environment; variables of the deploy-time environment in it are kept as secrets.
        startup_timeout: seconds that the container may take to answer health checks, 60 to 3600.
        download_timeout: seconds that SageMaker may take to fetch model data, 60 to 3600.
        inference_ami: `InferenceAmiVersion`, the GPU driver's generation, where the image needs another one.

    Example:
        model = SageMaker("tinyllama", model_id="TinyLlama/TinyLlama-1.1B-Chat-v1.0")
        model.generate("The capital of France is", max_new_tokens=20)
    """

    parameters: ClassVar[Mapping[str, checks.Check]] = {
        "image_uri": checks.optional(
            checks.text(
                r"[\w.-]+(:\d+)?/[\w./-]+([:@][\w.:-]+)?", "an image's URI, as in registry/repository:tag"
            )
        ),
        "model_id": checks.optional(
            checks.text(r"\S+", "a model's id on the Hugging Face hub, as in owner/model")
        ),
        "instance_type": checks.text(
            r"ml\.[a-z0-9-]+\.[a-z0-9]+", 'a SageMaker instance type, as in "ml.g5.xlarge"'
        ),
        "instance_count": checks.whole_number(1, 100),
        "envs": checks.optional(checks.environment_variables()),
        "startup_timeout": checks.whole_number(60, 3600, "seconds"),
        "download_timeout": checks.whole_number(60, 3600, "seconds"),
        "inference_ami": checks.optional(checks.text(r"[a-z0-9.-]+", "an InferenceAmiVersion of SageMaker")),
    }
    library_actions = (_INVOKE, _INVOKE_STREAM)

    def __init__(
        self,
        name: str,
        image_uri: str | None = None,
        *,
        model_id: str | None = None,
        instance_type: str = "ml.g5.xlarge",
        instance_count: int = 1,
        envs: Mapping[str, str] | None = None,
        startup_timeout: int = 900,
        download_timeout: int = 1200,
        inference_ami: str | None = None,
    ) -> None:
        super().__init__(
            name,
            image_uri=image_uri,
            model_id=model_id,
            instance_type=instance_type,
            instance_count=instance_count,
            envs=envs,
            startup_timeout=startup_timeout,
            download_timeout=download_timeout,
            inference_ami=inference_ami,
        )

    @operation(_INVOKE)
    def invoke(self, payload: Mapping[str, Any]) -> Any:
        """Send one JSON object to the model, and return its JSON answer.

        Raises:
            EndpointError: the container refused or failed, or the endpoint cannot be reached.
            ArgumentError: the payload is not JSON, or larger than SageMaker takes (6 MB).
        """
        endpoint = self.endpoint_name
        with endpoint_errors(endpoint):
            reply = aws.client("sagemaker-runtime").invoke_endpoint(
                EndpointName=endpoint, ContentType=_JSON, Accept=_JSON, Body=_body(payload)
            )
            answer = reply["Body"].read()
        try:
            return json.loads(answer)
        except ValueError:
            raise EndpointError(endpoint, "InvalidReply", "the answer is not JSON") from None

    @operation(_INVOKE)
    def generate(self, prompt: str, **parameters: Any) -> str:
        """The text that the model adds to `prompt`, without the prompt.

        Args:
            prompt: the text to go on from, as the model's own template wants it.
            parameters: the container's, among them `max_new_tokens`, `temperature` (over 0), `top_p`, `stop`.

        Raises:
            EndpointError: see `invoke`; also where the container does not speak the text-generation contract.
        """
        answer = self.invoke(_request(prompt, parameters))
        first = answer[0] if isinstance(answer, list) and answer else answer
        text = first.get("generated_text") if isinstance(first, dict) else None
        if not isinstance(text, str):
            raise EndpointError(
                self.endpoint_name,
                "InvalidReply",
                "the answer has no `generated_text`; use `invoke` for containers with another contract",
            )
        return text

    @operation(_INVOKE_STREAM)
    def invoke_stream(self, payload: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Send one JSON object and yield the JSON object of each server-sent event as it arrives.

        `"stream": true` is added to the payload unless it says otherwise. The request is made by the first
        `next`; the connection is closed when the iterator ends, or is closed or dropped before.

        Raises:
            EndpointError: see `invoke`; also in the middle of a stream.
        """
        endpoint = self.endpoint_name
        body = _body({"stream": True, **payload})
        with endpoint_errors(endpoint):
            reply = aws.client("sagemaker-runtime").invoke_endpoint_with_response_stream(
                EndpointName=endpoint, ContentType=_JSON, Accept="text/event-stream", Body=body
            )
            stream = reply["Body"]
            try:
                yield from _events(endpoint, _parts(stream))
            finally:
                stream.close()

    @operation(_INVOKE_STREAM)
    def generate_stream(self, prompt: str, **parameters: Any) -> Iterator[str]:
        """The text that the model adds to `prompt`, piece by piece; joined, it is what `generate` returns.

        Raises:
            EndpointError: see `invoke_stream`; also where the stream ends before the model was done.
        """
        complete = False
        for event in self.invoke_stream(_request(prompt, parameters)):
            token = event.get("token")
            if not isinstance(token, dict):
                raise EndpointError(
                    self.endpoint_name, "InvalidReply", "an event of the stream has no `token`"
                )
            if token.get("text") and not token.get("special"):
                yield token["text"]
            complete = event.get("generated_text") is not None
        if not complete:
            raise EndpointError(
                self.endpoint_name, "ModelStreamError", "the stream ended before its last token"
            )

    @resource_property(_INVOKE, _INVOKE_STREAM)
    def endpoint_name(self) -> str:
        """The endpoint's name, for code that calls SageMaker itself."""
        return self.provisioned("endpoint_name")

    @resource_property(_INVOKE, _INVOKE_STREAM)
    def endpoint_url(self) -> str:
        """The URL that SageMaker's runtime takes this endpoint's (signed) invocations on."""
        return self.provisioned("endpoint_url")


def _request(prompt: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(prompt, str):
        raise ArgumentError(f"The prompt must be a string, not {type(prompt).__name__}.")
    return {"inputs": prompt, "parameters": {"return_full_text": False, **parameters}}


def _body(payload: Mapping[str, Any]) -> bytes:
    if not isinstance(payload, Mapping):
        raise ArgumentError(f"The payload must be a dict, not {type(payload).__name__}.")
    try:
        body = json.dumps(payload, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise ArgumentError("The payload cannot be sent as JSON.", why=str(error)) from None
    if len(body) > _REQUEST_LIMIT:
        raise ArgumentError(
            f"The payload takes {len(body)} bytes as JSON; SageMaker takes {_REQUEST_LIMIT} at most."
        )
    return body


def _parts(stream: Any) -> Iterator[bytes]:
    for event in stream:
        yield event["PayloadPart"]["Bytes"]


def _events(endpoint: str, parts: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    for data in sse.event_data(parts):
        if data.strip() == "[DONE]":
            return
        try:
            event = json.loads(data)
        except ValueError:
            raise EndpointError(endpoint, "InvalidReply", "an event of the stream is not JSON") from None
        if not isinstance(event, dict):
            raise EndpointError(endpoint, "InvalidReply", "an event of the stream is not a JSON object")
        if "error" in event:
            raise container_error(endpoint, event, None)
        yield event
