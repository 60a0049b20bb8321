"""One HTTP request to a SPARQL store, with its time-outs, its retries, and errors that say what to do.

Who asks is taken from the environment: `COULDSHARE_USER` and
`COULDSHARE_PASSWORD` (basic or digest, as the server wants), or
`COULDSHARE_TOKEN` (bearer).  No credentials follow a redirection, because none
is followed.
"""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from ..errors import EndpointError, QuestionError

# What a server says when it may answer later.
_PASSING = frozenset({408, 429, 502, 503, 504})
_LONGEST_PAUSE = 30.0
_SHOWN = 300


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """No request: a POST that is sent on arrives as something else, and credentials are for one server."""


@dataclass(frozen=True)
class Wire:
    """How to talk to a server: no read waits longer than `timeout` seconds, and what may pass is tried so often."""

    timeout: float = 60.0
    tries: int = 4
    pause: float = 0.5
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    @contextmanager
    def open(
        self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[HTTPResponse]:
        """The response to a request, to be read as it comes.

        Raises:
            QuestionError: if the address is not one of the web.
            EndpointError: if there is no answer, or one that says no.
        """
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise QuestionError("endpoint", f"{url!r} is no address of a server; write it as https://host/sparql")
        try:
            with self._tried(Request(url, body, {**(headers or {})}, method=method)) as response:
                yield response
        except TimeoutError:
            raise EndpointError(
                url, f"gave no answer within {self.timeout:g} s; ask for less, or wait longer"
            ) from None
        except (HTTPException, ConnectionError) as error:
            raise EndpointError(url, f"broke off ({error or type(error).__name__}); run it again") from None

    def _tried(self, request: Request) -> HTTPResponse:
        opener, url = self._opener(request), request.full_url
        for left in reversed(range(self.tries)):
            try:
                response: HTTPResponse = opener.open(request, timeout=self.timeout)
                return response
            except HTTPError as error:
                if not left or error.code not in _PASSING:
                    raise _said_no(url, error) from None
                wait = _asked_to_wait(error)
                error.close()
            except URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise TimeoutError from None
                if not left:
                    raise EndpointError(
                        url, f"cannot be reached ({error.reason}); is the server running, and the address right?"
                    ) from None
                wait = 0.0
            except (HTTPException, ConnectionError):
                if not left:
                    raise
                wait = 0.0
            time.sleep(min(max(wait, self.pause * 2 ** (self.tries - 1 - left)), _LONGEST_PAUSE))
        raise AssertionError("the last try returns or raises")

    def _opener(self, request: Request) -> OpenerDirector:
        token, user = self.environ.get("COULDSHARE_TOKEN"), self.environ.get("COULDSHARE_USER")
        if token:
            request.add_unredirected_header("Authorization", f"Bearer {token}")
        if token or not user:
            return build_opener(_Stay)
        password = self.environ.get("COULDSHARE_PASSWORD", "")
        basic = base64.b64encode(f"{user}:{password}".encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {basic}")
        known = HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, request.full_url, user, password)
        return build_opener(_Stay, HTTPDigestAuthHandler(known))


def read(response: HTTPResponse, url: str, most: int, seconds: float) -> bytes:
    """A whole body of no more than so many bytes, had within so many seconds.

    Raises:
        EndpointError: if it is larger or slower.
    """
    parts, size, until = [], 0, time.monotonic() + seconds
    while part := response.read1(1 << 16):
        size += len(part)
        if size > most:
            raise EndpointError(url, f"answers with more than {most >> 20} MB; ask for less, as with LIMIT")
        if time.monotonic() > until:
            raise EndpointError(url, f"was not done within {seconds:g} s; ask for less, or wait longer")
        parts.append(part)
    return b"".join(parts)


def _said_no(url: str, error: HTTPError) -> EndpointError:
    with error:
        try:
            why = " ".join(error.read(4096).decode("utf-8", "replace").split())[:_SHOWN]
        except (OSError, HTTPException):
            why = ""
    remedy = {
        301: f"the address is now {error.headers.get('Location')}",
        401: "set COULDSHARE_USER and COULDSHARE_PASSWORD, or COULDSHARE_TOKEN, in the environment",
        403: "it does not let this user do that",
        404: "nothing is there; the address of a SPARQL endpoint often ends in /sparql or /query",
    }
    remedy |= dict.fromkeys((302, 303, 307, 308), remedy[301])
    told = "; ".join(one for one in (remedy.get(error.code, ""), "" if why[:1] == "<" else why) if one)
    return EndpointError(url, f"says {error.code} {error.reason}" + (f": {told}" if told else ""), error.code)


def _asked_to_wait(error: HTTPError) -> float:
    said = error.headers.get("Retry-After", "")
    return float(said) if said.isdigit() else 0.0
