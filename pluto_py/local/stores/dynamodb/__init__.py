"""DynamoDB: moto computes, sqlite remembers.

`engine` calls moto; `values` turns wire values into moto's and back; `touched` names the items that a call
may change; `definitions` is a table without its items; `journal` keeps both in the state file; `store` puts
a call and its record together; `service` runs it all on a thread.
"""
