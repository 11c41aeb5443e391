"""Text generation as an endpoint's container does it: the wire contracts, over any engine.

`engine` is the door to what makes text (the built-in responder, a model, another server); `generation` runs
an engine until a stop; `tgi` and `vllm` speak the containers' HTTP contracts; `container` picks the contract
by image.
"""
