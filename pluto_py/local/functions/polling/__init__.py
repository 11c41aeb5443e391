"""Functions that run on the messages of a queue: event source mappings, and the polling behind them.

`mapping` is one mapping, kept by `store`; `poller` waits for a mapping's messages and runs its function on
them; `batch` is what the function gets, and what its answer means; `pollers` starts and stops them all.
"""
