"""A warm call of a trivial function through its URL, against a bare aiohttp server that answers at once.

    python benchmarks/warm_call.py

Both answer the same requests of the same client in the same run: one client for latency, ten for
throughput. Each server is a process of its own, as the local cloud is.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

from local_function import Client, local_function

LATENCY_CALLS, CLIENTS, CALLS_PER_CLIENT, ROUNDS = 1_000, 10, 300, 3
LIMIT_P50_MS, LIMIT_PER_S = 1.5, 1_000


@dataclass(frozen=True)
class Figures:
    """Latency of one client in ms, throughput of ten in requests per second."""

    p50: float
    p99: float
    per_s: float


def main() -> int:
    """Print both servers' figures; exit status 1 where the function's are over their limits."""
    with local_function() as function:
        called = asyncio.run(measure(function.port))
    mine, theirs = multiprocessing.Pipe()
    echo = multiprocessing.get_context("spawn").Process(target=serve_bare, args=(theirs,), daemon=True)
    echo.start()
    bare = asyncio.run(measure(mine.recv()))
    echo.terminate()
    echo.join()
    print(f"function: p50 {called.p50:.2f} ms, p99 {called.p99:.2f} ms, {called.per_s:,.0f} requests/s")
    print(f"bare:     p50 {bare.p50:.2f} ms, p99 {bare.p99:.2f} ms, {bare.per_s:,.0f} requests/s")
    print(
        f"ratio:    p50 {called.p50 / bare.p50:.1f}x, throughput 1/{bare.per_s / called.per_s:.1f} "
        f"(limits: p50 {LIMIT_P50_MS} ms, {LIMIT_PER_S:,} requests/s with {CLIENTS} clients)"
    )
    return int(called.p50 > LIMIT_P50_MS or called.per_s < LIMIT_PER_S)


async def measure(port: int) -> Figures:
    """The best of a few rounds: the machine's other work is no property of the server."""
    await asyncio.gather(*(Client(port).run(30) for _ in range(CLIENTS)))
    times = [sorted(await Client(port).run(LATENCY_CALLS)) for _ in range(ROUNDS)]
    best = min(times, key=statistics.median)
    rates = [await throughput(port) for _ in range(ROUNDS)]
    return Figures(statistics.median(best) * 1e3, best[int(len(best) * 0.99)] * 1e3, max(rates))


async def throughput(port: int) -> float:
    """Requests per second of all clients together."""
    began = time.perf_counter()
    await asyncio.gather(*(Client(port).run(CALLS_PER_CLIENT) for _ in range(CLIENTS)))
    return CLIENTS * CALLS_PER_CLIENT / (time.perf_counter() - began)


def serve_bare(port: Connection) -> None:
    """The least that an aiohttp server can do with such a request."""
    from aiohttp import web

    async def answer(request: web.BaseRequest) -> web.Response:
        await request.read()
        return web.json_response({"code": 200, "body": 1})

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(web.Server(answer), "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


if __name__ == "__main__":
    sys.exit(main())
