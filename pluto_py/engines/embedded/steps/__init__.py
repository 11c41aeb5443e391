"""The steps that an update consists of; their names, and what they do to the state, are Pulumi's.

A step is made by the generator, run by the executor, and knows three things: what to note in the journal
before and after, what to ask of the provider, and which states it turns into which.
"""

from pluto_py.engines.embedded.steps.changing import CreateStep, ReplaceStep, SameStep, UpdateStep
from pluto_py.engines.embedded.steps.looking import ImportStep, ReadStep, RefreshStep
from pluto_py.engines.embedded.steps.removing import DeleteStep, RemovePendingReplaceStep
from pluto_py.engines.embedded.steps.step import ProtectedError, Step, Tools, mark_outputs

__all__ = [
    "CreateStep",
    "DeleteStep",
    "ImportStep",
    "ProtectedError",
    "ReadStep",
    "RefreshStep",
    "RemovePendingReplaceStep",
    "ReplaceStep",
    "SameStep",
    "Step",
    "Tools",
    "UpdateStep",
    "mark_outputs",
]
