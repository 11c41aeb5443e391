"""Where functions run: environments, their processes, and who gets which.

host         entry to this room: concurrency, one hosted function per function
hosted       how a function's environments are made
pool         which environment takes an invocation; when another is started
environment  one process from start to end, and the invocations that it runs
runtime_api  the HTTP API by which Lambda's runtime client fetches work
output       a process's output, cut into log lines
memory       who exceeds the function's memory
outcomes     how AWS words what went wrong, and its log lines
launcher     the first program of a process
"""
