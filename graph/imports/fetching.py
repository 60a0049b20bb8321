"""JSON from a public API: patient with a busy server, plain about a refusal.

A server that is busy (429, 500 to 504) or silent is asked again, after as long
as it says or a little longer each time; a refusal (401, 403, 404) is told at
once.  The token goes to the host it was meant for and to no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import sleep
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from .dockets import Unusable

Json = dict[str, Any]

ATTEMPTS = 5
LONGEST_WAIT = 120.0
MAX_ANSWER = 64_000_000
MAX_PAGES = 10_000


class Busy(Unusable):
    """The server asks to be left alone for a while; `after` is how many seconds, if it says."""

    def __init__(self, message: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(message)


class Api:
    """One host's API, asked with a token or without; `pause` is how to wait, `says` what each refusal means here."""

    def __init__(
        self,
        base: str,
        token: str = "",
        *,
        says: Mapping[int, str] | None = None,
        timeout: float = 60.0,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        import httpx

        if urlsplit(base).scheme not in ("http", "https"):
            raise Unusable(f"{base!r} is no address of an API: it begins with https://")
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "couldshare"}
        if token:
            headers["Authorization"] = f"Token {token}"
        self.base, self.says, self.pause = base.rstrip("/"), says or {}, pause
        self.client = httpx.Client(headers=headers, timeout=timeout, follow_redirects=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.client.close()

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Json:
        """The JSON object at a path below the base, or at an address on the same host.

        Raises:
            Unusable: if the server refuses, stays busy or silent, or answers with something else.
        """
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

        url = path if path.startswith(("http://", "https://")) else f"{self.base}{path}"
        if urlsplit(url)[:2] != urlsplit(self.base)[:2]:
            raise Unusable(
                f"the server points to another host ({urlsplit(url).netloc}): not followed, for the token's sake"
            )
        again = Retrying(
            retry=retry_if_exception_type(Busy), stop=stop_after_attempt(ATTEMPTS), wait=_wait, sleep=self.pause,
            reraise=True,
        )  # fmt: skip
        answer: Json = again(self._once, url, params)
        return answer

    def pages(self, path: str, params: Mapping[str, Any] | None = None, next: str = "next") -> Iterator[Json]:
        """Every result of a list, page after page."""
        url: str | None = path
        seen: set[str] = set()
        total, given = None, 0
        while url:
            if url in seen or len(seen) >= MAX_PAGES:
                raise Unusable(f"the server's pages go round in a circle at {url}")
            seen.add(url)
            page = self.get(url, params)
            results = page.get("results")
            if not isinstance(results, list):
                raise Unusable(f"the answer at {url} has no list of results: is it the API's address?")
            yield from results
            given += len(results)
            total = page.get("count", total)
            url, params = page.get(next), None
        if isinstance(total, int) and given < total:
            raise Unusable(f"the server has {total:,} of them and gives {given:,}: ask for a shorter time")

    def _once(self, url: str, params: Mapping[str, Any] | None) -> Json:
        import httpx

        try:
            with self.client.stream("GET", url, params=params) as answer:
                self._refuse(answer, url)
                # A piece can grow a thousandfold at most; packed twice, or by other means, a millionfold.
                if (packed := answer.headers.get("Content-Encoding", "gzip")) not in ("gzip", "identity"):
                    raise Unusable(f"the answer of {url} is packed as {packed!r}, and not as asked: left unread")
                body = bytearray()
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > MAX_ANSWER:
                        raise Unusable(f"the answer of {url} is longer than {MAX_ANSWER:,} bytes: left unread")
        except httpx.TimeoutException:
            raise Busy(f"{url} did not answer in time") from None
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise Busy(f"{url} cannot be reached: {error or type(error).__name__}") from None
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            raise Unusable(f"{url} answered with something that is no JSON: is it the API's address?") from None
        if not isinstance(data, dict):
            raise Unusable(f"{url} answered with JSON that is no object: is it the API's address?")
        return data

    def _refuse(self, answer: Any, url: str) -> None:
        """Raise what a status that is no success means."""
        status = answer.status_code
        if status == 429 or status >= 500:
            what = "asks for patience (429)" if status == 429 else f"failed ({status})"
            after = _seconds(answer.headers.get("Retry-After"))
            if after is not None and after > LONGEST_WAIT:
                raise Unusable(f"{url} asks to come back in {after:,.0f} seconds: do so, nothing is lost")
            raise Busy(f"{url} {what} {ATTEMPTS} times: come back later, nothing is lost", after)
        if status != 200:
            raise Unusable(self.says.get(status) or f"{url} refused ({status})")


def _wait(state: Any) -> float:
    """How long to wait: as the server says, or 1, 2, 4, 8 seconds."""
    error = state.outcome.exception()
    after: float | None = getattr(error, "after", None)
    return after if after is not None else float(2 ** (state.attempt_number - 1))


def _seconds(told: str | None) -> float | None:
    """The seconds of a Retry-After header, which holds a number or a moment."""
    if not told:
        return None
    try:
        return max(float(told), 0.0)
    except ValueError:
        pass
    try:
        return max((parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None
