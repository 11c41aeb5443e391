"""SQS on this machine: queues and messages in the state file, long polls that sleep until something arrives.

`store` keeps everything in sqlite, so nothing is lost when the process is killed; `operations` checks what
SQS checks and answers in its shapes; `service` runs both on one thread, and wakes who waits for messages.
Standard queues only: a FIFO queue is refused.
"""
