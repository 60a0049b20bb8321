"""Citing an answer so that others can work it out again.

A citation says which question was put to which record, and carries the digests
of the record and of the answer.  Text, BibTeX and CSL-JSON hold the same line
in square brackets, and `read` takes it back from any of them.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from ..corpus import Corpus
from ..dates import parse_day
from ..errors import QuestionError
from ..reasoning.question import Question, question
from ..reasoning.reason import Answer
from ..text.data import to_dict
from ..text.english import say
from ..text.page import DISCLAIMER
from ..text.words import VERDICTS, long_date

FORMATS = ("text", "bibtex", "csl-json")

SHORT = len("sha256:") + 12
"""So much of a digest is printed in a text; the other formats have all of it."""

_PARTS = ("on", "action", "object", "people", "origin", "purpose", "known")

_LINE = re.compile(
    r"\[ask (?P<asked>[^;\]]+); answer (?P<told>[^;\]]+), (?P<answer>sha256:[0-9a-f]{12,64}); "
    r"record (?P<version>[^;\]]*), (?P<record>sha256:[0-9a-f]{12,64}); accessed (?P<accessed>\d{4}-\d\d-\d\d)\]"
)
# What would end a part of the line, or the line itself; a version may name a folder.
_PLAIN = str.maketrans(";[]", "   ")


@dataclass(frozen=True)
class Citation:
    """What a citation says: the question, what was answered, by which record, and when it was read.

    `asked` is the question as `couldshare ask` takes it; `told` counts the
    cells of each verdict; `answer` and `record` are digests, or begin them.
    """

    asked: str
    told: str
    answer: str
    version: str
    record: str
    accessed: date

    @property
    def line(self) -> str:
        """The part that can be read back."""
        return (
            f"[ask {self.asked}; answer {self.told}, {self.answer}; "
            f"record {self.version.translate(_PLAIN)}, {self.record}; accessed {self.accessed}]"
        )

    @property
    def key(self) -> str:
        """A key by which a list of references may name it."""
        agents = [word for word in self.asked.split()[:2] if not word.startswith("--")]
        return "-".join(["couldshare", *agents, self.answer[7:15]])

    @property
    def year(self) -> int:
        """The year of the record: its version is a day; the year of access where it is not."""
        year = self.version.partition(".")[0]
        return int(year) if year.isdigit() else self.accessed.year


# --- writing ------------------------------------------------------------------


def cite(found: Answer, accessed: date, form: str = "text", address: str = "") -> str:
    """The citation of an answer read on a day, perhaps at an address, in one of `FORMATS`.

    Raises:
        QuestionError: if there is no such format.
    """
    whole, heading = citation(found, accessed), say(found.corpus, found.question)
    brief = replace(whole, answer=whole.answer[:SHORT], record=whole.record[:SHORT])
    return _written(
        _Work(whole.key, heading, whole.year, whole.version, accessed, whole.line, brief.line), form, address
    )


def cite_page(corpus: Corpus, heading: str, accessed: date, form: str = "text", address: str = "") -> str:
    """The citation of a page that shows something else of the record, read on a day, in one of `FORMATS`.

    Raises:
        QuestionError: if there is no such format.
    """
    whole = Citation("", "", "", corpus.version, corpus.digest, accessed)
    lines = [f"[record {whole.version.translate(_PLAIN)}, {one}; accessed {accessed}]" for one in (
        corpus.digest, corpus.digest[:SHORT]
    )]  # fmt: skip
    key = f"couldshare-{corpus.digest.removeprefix('sha256:')[:8]}"
    return _written(_Work(key, heading, whole.year, whole.version, accessed, *lines), form, address)


def citation(found: Answer, accessed: date) -> Citation:
    """What a citation of an answer says."""
    corpus = found.corpus
    return Citation(command(found.question), told(found), digest(found), corpus.version, corpus.digest, accessed)


def digest(found: Answer) -> str:
    """The digest of what an answer says of its cells and why, by ids; no wording and no link is part of it."""
    regions = to_dict(found)["regions"]
    for region in regions:
        region["because"] = [(reason["instrument"], reason["norm"], reason["role"]) for reason in region["because"]]
        region["hinges_on"] = [hinge["fact"] for hinge in region["hinges_on"]]
    return f"sha256:{sha256(json.dumps(regions, sort_keys=True).encode()).hexdigest()}"


def told(found: Answer) -> str:
    """How many cells have each verdict."""
    counts = dict.fromkeys(VERDICTS, 0)
    for region in found.regions:
        counts[region.verdict] += len(region.objects) * len(region.people) * len(region.origins) * len(region.purposes)
    return ", ".join(f"{verdict} {count}" for verdict, count in counts.items() if count)


@dataclass(frozen=True)
class _Work:
    """What is cited, as a list of references wants it; `line` is for machines, `brief` the same for print."""

    key: str
    heading: str
    year: int
    version: str
    accessed: date
    line: str
    brief: str


def _written(work: _Work, form: str, address: str) -> str:
    if form not in FORMATS:
        raise QuestionError("form", f"a citation is written as {', '.join(FORMATS)}, not {form!r}", FORMATS)
    if form == "bibtex":
        return _bibtex(work, address)
    if form == "csl-json":
        return _csl(work, address)
    at = f" {address}" if address else ""
    return f"couldshare, “{work.heading}” {DISCLAIMER} Accessed {long_date(work.accessed)}. {work.brief}{at}"


def _bibtex(work: _Work, address: str) -> str:
    fields = {
        "title": f"{{{_latex(work.heading)}}}",
        "author": "{couldshare}",
        "year": str(work.year),
        "version": _latex(work.version),
        "url": address,
        "urldate": work.accessed.isoformat(),
        "note": f"{DISCLAIMER} {_latex(work.line)}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{work.key},", *lines, "}"])


def _latex(text: str) -> str:
    """Text that LaTeX prints as it stands, two hyphens included.

    >>> _latex("AT&T --on 5_5")
    'AT\\\\&T -{}-on 5\\\\_5'
    """
    return re.sub(r"([&%$#_{}])", r"\\\1", text).replace("--", "-{}-")


def _csl(work: _Work, address: str) -> str:
    on = work.accessed
    item = {
        "id": work.key,
        "type": "dataset",
        "title": work.heading,
        "author": [{"literal": "couldshare"}],
        "version": work.version,
        "issued": {"date-parts": [[work.year]]},
        "accessed": {"date-parts": [[on.year, on.month, on.day]]},
        **({"URL": address} if address else {}),
        "note": f"{DISCLAIMER} {work.line}",
    }
    return json.dumps([item], indent=2, ensure_ascii=False)


# --- reading ------------------------------------------------------------------


def read(text: str) -> Citation:
    """The citation in a text, in BibTeX or in CSL-JSON; line breaks and typeset dashes do not matter.

    Raises:
        QuestionError: if there is none, or more than one.
    """
    plain = re.sub(r"\s+", " ", re.sub(r"\\(.)", r"\1", text.replace("{}", "")))
    # A word processor makes one dash of two hyphens.
    plain = re.sub(r" [–—](?=[a-z])", " --", plain)
    found = list({match.groups(): match for match in _LINE.finditer(plain)}.values())
    if len(found) != 1:
        held = f"{len(found)} citations" if found else "no citation"
        raise QuestionError(
            "citation", f"the text holds {held}: give one, with its part in square brackets, [ask … accessed …]"
        )
    one = found[0]
    accessed = parse_day(one["accessed"], "accessed")
    return Citation(one["asked"], one["told"], one["answer"], one["version"], one["record"], accessed)


def command(put: Question) -> str:
    """A question as `couldshare ask` takes it, by ids, which are for ever.

    >>> command(Question("office", "guard", date(2031, 9, 1), origin=("AA", "BB")))
    'office guard --on 2031-09-01 --origin AA,BB --purpose immigration-enforcement'
    """
    parts = put.to_dict()
    words = [put.bearer, *([put.recipient] if put.recipient else [])]
    for part in _PARTS:
        value = parts[part]
        if value and (part, value) != ("action", "share"):
            words += [f"--{part}", ",".join(value) if isinstance(value, list) else value]
    return shlex.join(words)


def asked(corpus: Corpus, text: str) -> Question:
    """The question that words of `couldshare ask` put; the day may also stand last, without `--on`.

    Raises:
        QuestionError: if they are no question.
        NotFound: if a name is unknown or ambiguous.
    """
    try:
        words = iter(shlex.split(text))
    except ValueError as error:
        raise QuestionError("text", f"cannot read {text!r}: {error}") from None
    named: list[str] = []
    parts: dict[str, Any] = {}
    for word in words:
        if not word.startswith("--"):
            named.append(word)
            continue
        name, equals, value = word[2:].partition("=")
        if name not in _PARTS or not (equals or (value := next(words, ""))):
            raise QuestionError(
                "text", f"cannot read {word!r}: a question has {', '.join(f'--{one}' for one in _PARTS)}"
            )
        parts[name] = value
    if "on" not in parts and named and re.fullmatch(r"\d{4}-\d\d-\d\d", named[-1]):
        parts["on"] = named.pop()
    if not 1 <= len(named) <= 2 or "on" not in parts:
        raise QuestionError(
            "text", f"a question is a bearer, a recipient and a day, as CMS ICE 2025-09-01; not {text!r}"
        )
    return question(corpus, *named, **parts)
