"""Lambda's API, one module per family of operations.

Every operation is a coroutine `(request: ServiceRequest) -> ServiceResponse` that raises `ServiceError`.
"""
