"""Which container a SageMaker endpoint runs: its image, its environment, and the driver that it wants.

Sources: AWS's list of deep-learning container images (registry accounts by region, tags), the text-generation
container's documentation (variables), EC2's accelerated instance types (GPUs).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pluto_py.infra.arguments import Arguments, Variables

__all__ = ["Container", "EcrImage", "container_for", "ecr_image"]

_REPOSITORY = "huggingface-pytorch-tgi-inference"
_TAG = "2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04"
_DRIVER_OF_TAG = "al2-ami-sagemaker-inference-gpu-3-1"  # CUDA 12.4, as the image above

_ACCOUNT = "763104351884"
_ACCOUNTS = {
    "af-south-1": "626614931356",
    "ap-east-1": "871362719292",
    "ap-east-2": "975050140332",
    "ap-northeast-3": "364406365360",
    "ap-south-2": "772153158452",
    "ap-southeast-3": "907027046896",
    "ap-southeast-4": "457447274322",
    "ap-southeast-5": "550225433462",
    "ap-southeast-6": "633930458069",
    "ap-southeast-7": "590183813437",
    "ca-west-1": "204538143572",
    "cn-north-1": "727897471807",
    "cn-northwest-1": "727897471807",
    "eu-central-2": "380420809688",
    "eu-south-1": "692866216735",
    "eu-south-2": "503227376785",
    "il-central-1": "780543022126",
    "me-central-1": "914824155844",
    "me-south-1": "217643126080",
    "mx-central-1": "637423239942",
    "us-gov-east-1": "446045086412",
    "us-gov-west-1": "442386744353",
    "us-iso-east-1": "886529160074",
    "us-isob-east-1": "094389454867",
}

_GPUS_BY_SIZE = {"12xlarge": "4", "24xlarge": "4", "48xlarge": "8"}
_GPUS_BY_FAMILY = {"p4d": "8", "p4de": "8", "p5e": "8", "p5en": "8"}

_ECR = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.(?P<suffix>[a-z0-9.-]+)/"
    r"(?P<repository>[^:@]+)(?:[:@].+)?"
)


@dataclass(frozen=True)
class EcrImage:
    """Where in ECR an image lies."""

    account: str
    region: str
    repository: str


@dataclass(frozen=True)
class Container:
    """`driver` is SageMaker's `InferenceAmiVersion`, or None for its default."""

    image: str
    environment: Variables
    driver: str | None


def ecr_image(uri: str) -> EcrImage | None:
    """The image's place in ECR, or None for an image of another registry."""
    match = _ECR.fullmatch(uri)
    return EcrImage(match["account"], match["region"], match["repository"]) if match else None


def container_for(arguments: Arguments, region: str, dns_suffix: str) -> Container:
    """The container that the app's arguments ask for."""
    image = arguments["image_uri"] or _default_image(region, dns_suffix)
    driver = arguments["inference_ami"]
    if arguments["image_uri"] is None and driver is None:
        driver = _DRIVER_OF_TAG
    return Container(image, _environment(arguments), driver)


def _default_image(region: str, dns_suffix: str) -> str:
    account = _ACCOUNTS.get(region, _ACCOUNT)
    return f"{account}.dkr.ecr.{region}.{dns_suffix}/{_REPOSITORY}:{_TAG}"


def _environment(arguments: Arguments) -> Variables:
    """The app's variables over those that follow from its other arguments."""
    implied = Variables()
    if (gpus := _gpus(arguments["instance_type"])) is not None:
        implied = implied.merged(Variables(plain={"SM_NUM_GPUS": gpus}))
    if (model := arguments["model_id"]) is not None:
        value = {"HF_MODEL_ID": model}
        secret = arguments.is_secret("model_id")
        implied = implied.merged(Variables(secret=value) if secret else Variables(plain=value))
    given = arguments.variables("envs")
    return implied.merged(_both_tokens(given))


def _both_tokens(variables: Variables) -> Variables:
    """Older containers read the hub's token from one variable, newer ones from the other."""
    names = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
    token = next((variables.secret[name] for name in names if name in variables.secret), None)
    if token is None:
        return variables
    return Variables(secret=dict.fromkeys(names, token)).merged(variables)


def _gpus(instance_type: str) -> str | None:
    """How many GPUs the instance has, as the container wants to be told; None where it is not known."""
    _, family, size = instance_type.split(".")
    if family in _GPUS_BY_FAMILY or (family, size) == ("p5", "48xlarge"):
        return _GPUS_BY_FAMILY.get(family, "8")
    if family == "g4dn":
        return {"12xlarge": "4"}.get(size, "1")
    if family in {"g5", "g6", "g6e"}:
        return _GPUS_BY_SIZE.get(size, "1")
    return None
