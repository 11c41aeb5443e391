"""The local cloud around a deployment: started beside other work, ended again where nothing came of it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pluto_py.cli.deploying.progress import Progress
from pluto_py.project import Paths, Project, Stack

if TYPE_CHECKING:
    from typing_extensions import Self

    from pluto_py.local.lifecycle import Cloud

__all__ = ["CloudStart", "running_cloud"]


def running_cloud(project: Project, stack: Stack) -> Cloud | None:
    """The stack's local cloud, if it runs."""
    from pluto_py.local import lifecycle

    return lifecycle.find(Paths(project.root).local(stack.name))


class CloudStart:
    """A local cloud that is being started in a thread, as a context.

    At the context's end a cloud that this run has started is ended again, unless the run says `keep`: a
    preview or a declined deployment leaves no process behind.

    Attributes:
        lost: it has nothing of what was deployed before, because its files are not there.
    """

    def __init__(self, project: Project, stack: Stack, progress: Progress):
        self._project = project
        self._stack = stack
        self._progress = progress
        self._folder = Paths(project.root).local(stack.name)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="local-cloud")
        self._found = running_cloud(project, stack)
        self._kept = self._found is not None
        self.lost = not _has_data(self._folder)

    def __enter__(self) -> Self:
        self._started: Future[Cloud] = self._executor.submit(self._start)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=True)
        if not self._kept and self._started.exception() is None:
            self._started.result().stop()

    def result(self) -> Cloud:
        """The cloud, once it answers.

        Raises:
            PlutoError: it cannot start.
        """
        return self._started.result()

    def problems(self) -> tuple[str, ...]:
        """Why URLs of functions do not answer, where the cloud knows that they do not."""
        functions = self.result().status().services["lambda"]["functions"]
        return tuple(facts["problem"] for facts in functions if "problem" in facts)

    def keep(self) -> None:
        """Let the cloud run on: something is, or is about to be, deployed to it."""
        self._kept = True

    def _start(self) -> Cloud:
        from pluto_py.local import lifecycle

        if not self._kept and Paths(self._project.root).deployment(self._stack.name).exists():
            state = "is gone with its data" if self.lost else "is not running"
            self._progress.say(f"The local cloud of stack '{self._stack.name}' {state}; starting it again.")
        local = self._project.local
        with self._progress.phase("Starting the local cloud"):
            return lifecycle.ensure_running(
                self._folder,
                stack=self._stack.name,
                region=self._stack.region,
                llm=local.llm,
                port=local.port,
                code=Paths(self._project.root).unpacked(self._stack.name),
            )


def _has_data(folder: Path) -> bool:
    return folder.is_dir() and any(folder.glob("*.sqlite"))
