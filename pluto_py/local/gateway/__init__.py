"""The one HTTP door of a local cloud: it tells who calls, names what they want, asks whether they may.

`server` takes a request through `sigv4` (who), `catalogue` and `rest` (what), the services' `definition`s
(on which resources), then hands it to the service and writes the answer in the caller's `protocol`.
"""
