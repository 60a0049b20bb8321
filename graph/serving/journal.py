"""The server's log: one JSON line a request on standard error; it holds neither queries nor addresses of clients."""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing of a reply is to be run, framed or guessed at; the workbench, which is ours, loosens this for itself.
_SAFE = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")


class Journal:
    """Middleware that writes the log and adds the headers that every reply has."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and write its line when it is done."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status, sent = time.perf_counter(), 500, 0

        async def noted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_SAFE]
                if all(name != _POLICY[0] for name, _ in message["headers"]):
                    message["headers"].append(_POLICY)
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            milliseconds = round((time.perf_counter() - begun) * 1000, 1)
            line = {"method": scope["method"], "path": scope["path"], "status": status, "ms": milliseconds}
            write(**line, bytes=sent)


def write(**facts: Any) -> None:
    """One line of the log; what a client sent cannot break it, since JSON escapes line ends."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    sys.stderr.write(json.dumps({"time": now, **facts}) + "\n")
    sys.stderr.flush()


class _Lines(logging.Handler):
    """What uvicorn has to say, as lines of the same log."""

    formatter_ = logging.Formatter()

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        trace = self.formatter_.formatException(record.exc_info) if record.exc_info else None
        write(event=record.getMessage(), level=record.levelname.lower(), **({"trace": trace} if trace else {}))


def record_logs() -> None:
    """Have warnings and errors of uvicorn written to the log."""
    logger = logging.getLogger("uvicorn")
    logger.handlers, logger.propagate = [_Lines(logging.WARNING)], False
    logger.setLevel(logging.WARNING)
