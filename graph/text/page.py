"""Lines of text for a terminal, a Markdown file or a newspaper."""

from __future__ import annotations

import textwrap
from urllib.parse import quote

from ..corpus import Corpus
from ..model import Verdict
from .words import VERDICTS

DISCLAIMER = "Legal information, not legal advice."

_INK = {
    Verdict.PERMITTED: "32",
    Verdict.CLAIMED: "33",
    Verdict.UNSETTLED: "35",
    Verdict.PROHIBITED: "31",
    Verdict.NO_KNOWN_AUTHORITY: "90",
}


class Page:
    """Lines of text of a width, with colour where the reader's screen has it, or Markdown."""

    def __init__(self, width: int = 88, *, colour: bool = False, markdown: bool = False) -> None:
        self.width, self.colour, self.markdown = max(width, 40), colour, markdown
        self.lines: list[str] = []

    def text(self, text: str, indent: int = 0, hanging: int = 0) -> None:
        """A paragraph, wrapped; links are never broken."""
        if self.markdown:
            self.lines.append(text)
            return
        self.lines += textwrap.wrap(
            text,
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hanging),
            break_long_words=False,
            break_on_hyphens=False,
        )

    def heading(self, text: str, level: int = 2) -> None:
        """A title; plain in a terminal."""
        self.text(f"{'#' * level} {text}" if self.markdown else text)

    def item(self, label: str, text: str) -> None:
        """A labelled line under a verdict."""
        if self.markdown:
            self.lines.append(f"- **{label}** {text}")
        else:
            self.text(f"{label:<11}{text}", indent=2, hanging=11)

    def numbered(self, number: int, text: str) -> None:
        """A numbered line, to which others refer."""
        if self.markdown:
            self.lines.append(f"- [{number}] {text}")
        else:
            self.text(f"{f'[{number}]':<11}{text}", indent=2, hanging=11)

    def sub(self, text: str) -> None:
        """A line under an item."""
        if self.markdown:
            self.lines.append(f"  - {text}")
        else:
            self.text(text, indent=13, hanging=2)

    def verdict(self, verdict: Verdict, rest: str) -> None:
        """A heading with the verdict in its colour."""
        word = VERDICTS[verdict].upper()
        if self.markdown:
            self.lines += [f"### {word} {rest}", ""]
        else:
            ink = f"\x1b[1;{_INK[verdict]}m{word}\x1b[0m" if self.colour else word
            self.lines.append(f"{ink} {rest}")

    def link(self, words: str, url: str) -> str:
        """A link as this page writes one."""
        if self.markdown and url.startswith(("https://", "http://")):
            return f"{_OPEN}{words}{_TURN}{quote(url, safe=_IN_URLS)}{_CLOSE}"
        return f"{words} {url}".rstrip()

    def gap(self) -> None:
        """An empty line."""
        self.lines.append("")

    def foot(self, corpus: Corpus) -> None:
        """What stands at the foot of every page: what this is, and which record it rests on."""
        self.text(f"{DISCLAIMER} Record {corpus.version or 'without a version'}, {corpus.digest[:19]}.")

    def __str__(self) -> str:
        return "\n".join(map(inert, self.lines) if self.markdown else self.lines)


# How a link stands in a line until the line is written: no record holds these characters.
_OPEN, _TURN, _CLOSE = "\ue000\ue001\ue002"
_IN_URLS = ":/?#@!$&'*+,;=%~"


def inert(line: str) -> str:
    """A line of Markdown in which only our own links lead somewhere, and nothing is HTML.

    >>> inert(f"<b> [x](y) {_OPEN}Order{_TURN}https://court.example/1{_CLOSE}")
    '&lt;b> [x]\\\\(y) [Order](https://court.example/1)'
    """
    line = " ".join(line.splitlines()).replace("<", "&lt;").replace("](", "]\\(").replace("]:", "]\\:")
    return line.replace(_OPEN, "[").replace(_TURN, "](").replace(_CLOSE, ")")
