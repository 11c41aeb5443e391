"""Function URLs: an HTTP request on a loopback port becomes an invocation, its result the response.

front          the listening ports
serving        one request, from end to end
event_v2       request → event, in payload format 2.0
response       result → status, headers, body
cors           what a URL's own CORS settings answer and add
authorization  who may call
"""
