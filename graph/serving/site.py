"""The addresses of the server, and what it does itself: read a request, ask a worker, send the reply."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ..places import PACKAGE
from ..rdf import iris
from .journal import Journal
from .openapi import openapi
from .pool import Pool
from .protocol import asked, parameters
from .replies import Reply, preferred, problem
from .shelf import Shelf
from .twins import FORMATS, TWINS
from .workers import Limits

LARGEST_REQUEST = 2**20
SECONDS_FOR_BODY = 15.0
_PIECE = 2**18
# Bytes of large replies that may be on their way at once: slow clients could make them many.
_MOST_HELD = 2**28
_VOID = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iris.graph('dataset')}> {{ ?s ?p ?o }} }}"
_KEPT = {"Cache-Control": "public, max-age=300", "Vary": "Accept"}
_PAGE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
}


@dataclass(frozen=True)
class Edition:
    """Which record is served: its version and digest, and in words what a request may use."""

    version: str
    digest: str
    limits: str


class Site:
    """The handlers, which share a pool of workers."""

    def __init__(self, edition: Edition, control: socket.socket, limits: Limits) -> None:
        self.edition, self.pool, self._shelf = edition, Pool(control, limits), Shelf()
        self._openapi = json.dumps(openapi(edition.version, edition.limits), indent=2, ensure_ascii=False).encode()

    async def _answer(self, order: Mapping[str, Any]) -> Reply:
        """What was answered before, or what a worker answers now."""
        return await self._shelf.reply(order, self.pool.do)

    async def sparql(self, request: Request) -> Response:
        """The SPARQL 1.1 Protocol; a browser that asks nothing is sent to the workbench."""
        body = await _body(request) if request.method == "POST" else None
        if isinstance(body, Reply):
            return await _sent(body)
        accept = request.headers.get("accept", "")
        order = asked(request.url.query, accept, body, request.headers.get("content-type", ""))
        if isinstance(order, Reply):
            return await _sent(order)
        if order["do"] == "describe":
            if preferred(accept, ("text/turtle", "text/html")) == "text/html":
                return RedirectResponse("/", status_code=303)
            host = request.headers.get("host", "")
            if not re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?", host):
                return await _sent(problem(400, "the Host header names no host"))
            order = {**order, "url": f"{request.url.scheme}://{host}/sparql"}
        return await _sent(await self._answer(order), {"Vary": "Accept"})

    async def void(self, request: Request) -> Response:
        """What the data set says of itself, in VoID and DCAT."""
        accept = request.headers.get("accept", "")
        return await _sent(
            await self._answer({"do": "query", "query": _VOID, "accept": accept, "default": [], "named": []})
        )

    async def view(self, request: Request) -> Response:
        """A view of the record, as JSON or CSV."""
        try:
            given = parameters(request.url.query)
        except ValueError:
            return await _sent(problem(400, "the request is not UTF-8, or has more than a hundred parameters"))
        formats = given.pop("format", [])
        accept = request.headers.get("accept", "")
        format = formats[-1] if formats else _word(preferred(accept, tuple(FORMATS.values())))
        if format not in FORMATS:
            said = f"format is {' or '.join(FORMATS)}" + (f", not {format!r}" if formats else " here")
            return await _sent(problem(400 if formats else 406, said, allowed=list(FORMATS)))
        tag = f'"{self.edition.digest}-{format}"'
        if _has(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers={**_KEPT, "ETag": tag})
        order = {"do": "view", "address": request.url.path, "given": given, "format": format}
        reply = await self._answer(order)
        return await _sent(reply, {**_KEPT, "ETag": tag} if reply.status == 200 else {})

    async def feed(self, request: Request) -> Response:
        """News of the last ninety days, or what ends or comes due, as a file to subscribe to."""
        today = datetime.now(UTC).date()
        usual = {"on": today, "until": today, "since": today - timedelta(days=90)}
        try:
            given = {name: values[-1] for name, values in parameters(request.url.query).items()}
        except ValueError:
            return await _sent(problem(400, "the request is not UTF-8, or has more than a hundred parameters"))
        given = {name: day.isoformat() for name, day in usual.items()} | given
        return await _sent(await self._answer({"do": "feed", "name": request.path_params["name"], "given": given}))

    async def health(self, _: Request) -> Response:
        """Whether the server can answer, and which record it has."""
        status = 503 if self.pool.lost else 200
        told = {
            "status": "stopping" if self.pool.lost else "ok",
            "workers": self.pool.alive,
            "version": self.edition.version,
            "digest": self.edition.digest,
        }
        return Response(json.dumps(told) + "\n", status, {"Cache-Control": "no-store"}, "application/json")

    async def openapi(self, _: Request) -> Response:
        """The description of every address."""
        return Response(self._openapi, media_type="application/json")

    @asynccontextmanager
    async def life(self, _: Starlette) -> AsyncIterator[None]:
        """Bear the workers before the first request, and let them go after the last."""
        await self.pool.open()
        yield
        self.pool.close()


def site(edition: Edition, control: socket.socket, limits: Limits) -> Starlette:
    """The ASGI application."""
    one = Site(edition, control, limits)
    routes = [
        *(Route(path, one.sparql, methods=["GET", "POST"]) for path in ("/sparql", "/sparql/")),
        Route("/.well-known/void", one.void),
        Route("/feeds/{name}", one.feed),
        Route("/health", one.health),
        Route("/openapi.json", one.openapi),
        *(_file(*named) for named in _STATIC),
        *(Route(twin.address.replace("{id}", "{id:path}"), one.view) for twin in TWINS),
        Route("/queries/{name:path}", one.view),
    ]  # fmt: skip
    across = Middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"],
        expose_headers=["ETag", "X-Max-Rows", "Retry-After"],
    )  # fmt: skip
    failures = {HTTPException: _http_failure, ClientDisconnect: _gone}
    return Starlette(
        routes=routes, middleware=[Middleware(Journal), across], exception_handlers=failures, lifespan=one.life
    )


# --- files ----------------------------------------------------------------------------

# Address, file, media type, headers.
_STATIC: Iterable[tuple[str, str, str, dict[str, str]]] = (
    ("/", "workbench/page.html", "text/html", _PAGE),
    ("/workbench.css", "workbench/page.css", "text/css", {}),
    ("/workbench.js", "workbench/page.js", "text/javascript", {}),
    ("/ontology", "ontology.ttl", "text/turtle", {}),
    ("/ontology.md", "ontology.md", "text/markdown", {}),
    ("/context.jsonld", "context.jsonld", "application/ld+json", {}),
)


def _file(address: str, file: str, type: str, headers: dict[str, str]) -> Route:
    """The route of a file of ours."""
    body = (PACKAGE / file).read_bytes()
    tag = f'"{sha256(body).hexdigest()[:16]}"'
    known = {"ETag": tag, "Cache-Control": "no-cache", **headers}

    async def send(request: Request) -> Response:
        if _has(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=known)
        return Response(body, headers=known, media_type=type)

    return Route(address, send)


# --- requests and replies -------------------------------------------------------------


async def _body(request: Request) -> bytes | Reply:
    """The body of a request, or the refusal of one too large or too slow."""
    out = bytearray()
    try:
        async with asyncio.timeout(SECONDS_FOR_BODY):
            async for piece in request.stream():
                out += piece
                if len(out) > LARGEST_REQUEST:
                    return problem(
                        413, f"a request may have {LARGEST_REQUEST:,} bytes", headers={"Connection": "close"}
                    )
    except TimeoutError:
        return problem(408, "the request did not come in time", headers={"Connection": "close"})
    return bytes(out)


async def _sent(reply: Reply, headers: dict[str, str] | None = None) -> Response:
    """A reply as a response; a large one goes out in pieces, so that a client who stops reading is noticed."""
    told = {**(headers or {}), **reply.headers, "Content-Type": reply.type}
    if len(reply.body) <= _PIECE:
        return Response(reply.body, reply.status, told)
    if _Large.held + len(reply.body) > _MOST_HELD:
        return await _sent(problem(503, "too many large replies are on their way", headers={"Retry-After": "5"}))
    return _Large(reply.body, reply.status, told)


class _Large(StreamingResponse):
    """A large reply on its way; `held` counts the bytes of all."""

    held: ClassVar[int] = 0

    def __init__(self, body: bytes, status: int, headers: dict[str, str]) -> None:
        self._size = len(body)
        super().__init__(_pieces(body), status, {**headers, "Content-Length": str(len(body))})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        _Large.held += self._size
        try:
            await super().__call__(scope, receive, send)
        finally:
            _Large.held -= self._size


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for n in range(0, len(body), _PIECE):
        yield body[n : n + _PIECE]


async def _http_failure(_: Request, error: Exception) -> Response:
    """What Starlette refuses by itself (no such address, no such method), as a problem object."""
    assert isinstance(error, HTTPException)
    says = {404: "there is nothing at this address; / lists what there is", 405: "this address takes other methods"}
    return await _sent(problem(error.status_code, says.get(error.status_code, error.detail), headers=error.headers))


async def _gone(_: Request, __: Exception) -> Response:
    """Nobody is left to read this."""
    return Response(status_code=400)


def _word(type: str | None) -> str:
    return next((word for word, one in FORMATS.items() if one == type), "")


def _has(if_none_match: str, tag: str) -> bool:
    """Whether a client has what a tag names."""
    return any(one.strip().removeprefix("W/") in (tag, "*") for one in if_none_match.split(","))
