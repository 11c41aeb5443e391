from pluto_py import Function, SageMaker
llm = SageMaker("llm", "image", instance_type="ml.g5.xlarge", envs={"HF_MODEL_ID": "x"})
def f(q): return llm.generate(q, max_new_tokens=5)
def g(q): yield from llm.generate_stream(q)
Function(f, name="f")
Function(g, name="g")
