import os
from pluto_py import SageMaker
SageMaker("llm", "img", envs={"HF_TOKEN": os.environ["HF_TOKEN"], "OTHER": "x"})
