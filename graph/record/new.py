"""Skeletons for new files, with every line an editor must decide marked ✎."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from ..dates import parse_day
from ..errors import GraphError, NotFound, QuestionError

_NORMS = """\
norms:
  - id: ✎ may-not-share
    modality: ✎ prohibits            # permits | prohibits | requires | leaves-unclear
    bearer: [✎ hhs]                  # a norm on a parent binds its components
    recipient: [✎ dhs]
    action: [✎ share]                # share | use | onward-share | demand
    says: ✎ One plain sentence of what it forbids or allows.
    scope:                           # an axis left out means everything
      - object: [✎ medicaid]
{origin}        purpose: [✎ immigration-enforcement]
    # except:
    #   - {{object: [✎], people: [✎]}}
# effects:                           # what it does to earlier papers; never edit those
#   - {{verb: ✎ extends, target: ✎ {place}/…, until: ✎}}
# contested:                         # facts on which sources differ; hang things on a reading by `under`
#   - id: ✎
#     question: ✎ A question that ends in a question mark?
#     readings:
#       - {{id: ✎, says: ✎, cites: [✎]}}
examples:                            # a question on an ordinary day, and one on each edge
  - ask: {{bearer: ✎ cms, recipient: ✎ ice, on: {date}, origin: [✎ CA], object: ✎, people: ✎}}
    verdict: ✎ prohibited
    because: [✎ may-not-share]
"""

_ORDER = (
    """\
# An order of {place}. One file, one paper; the path is the id. Delete what does not apply.
{about}title: {title}            # as a reader would call it
kind: {kind}                          # order | opinion | judgment
from: {date}                     # entered on the docket; counts for the whole day
# until: {{first-of: [{{after: ✎-event, days: 14}}, {{end-of: case}}], words: "✎ the paper's own words"}}
entry-number: {entry_number}                    # ECF number, or delete
confidence: ✎ medium                 # high: two good sources or the paper itself; medium: one; low: thin
recorded: ✎ {recorded}               # the day you write this
cites:
  - {{source: {source}, pin: "✎ p. 1", words: "✎ at most fifteen decisive words"}}   # ids in data/sources/
"""
    + _NORMS
)

_PAPER = (
    """\
# A paper of an agency. One file, one paper; the path is the id. Delete what does not apply.
{about}title: {title}            # as a reader would call it
kind: {kind}                         # notice | system-of-records-notice | agency-rule | memo | directive | …
issuer: ✎ cms                        # the agency's id in data/vocabularies/
citation: {citation}
links: {{fr: {document}}}
from: {start}                     # the first day on which it is in force
confidence: ✎ medium                 # high: two good sources or the paper itself; medium: one; low: thin
recorded: ✎ {recorded}               # the day you write this
cites:
  - {{source: {source}, pin: "✎ p. 1", words: "✎ at most fifteen decisive words"}}   # ids in data/sources/
"""
    + _NORMS
)

_UNKNOWN = {"about": "", "title": "✎ Order granting …", "kind": "order", "entry_number": '"✎"', "source": "✎"}


def skeleton(
    root: Path, what: str, case: str, date: str, slug: str, known: Mapping[str, str] | None = None
) -> tuple[Path, str]:
    """The file to write below a record's folder, and its text; what is `known` of the paper is filled in.

    Looks only at which cases there are, so that a half-written file elsewhere
    is no hindrance.  Without a case the file is an agency's paper.

    Raises:
        NotFound: if there is no such case.
        QuestionError: if the day or the slug cannot make a file name.
        GraphError: if the file exists.
    """
    place = f"cases/{case_of(root, case)}" if case else "agency"
    on = parse_day(date, "date")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise QuestionError("slug", f"{slug!r} does not make a file name: use lower-case words joined by hyphens")
    file = root / place / f"{on}-{slug}.yaml"
    origin = "        origin: plaintiffs           # as they stand on the day asked; or {plaintiffs-on: DATE}\n"
    parts = {
        **_UNKNOWN,
        "recorded": str(on),
        "origin": origin.replace("DATE", str(on)) if case else "",
        **(known or {}),
    }
    text = {"order": _ORDER, "paper": _PAPER}[what].format(place=place, date=on, **parts)
    # Someone who was interrupted between two files may promote the same draft again.
    if file.exists() and not (known and file.read_text(encoding="utf-8") == text):
        raise GraphError(f"{file} exists; nothing was written")
    return file, text


def case_of(root: Path, case: str) -> str:
    """The name of a case's folder.

    Raises:
        NotFound: if there is no such case.
    """
    cases = sorted(path.parent.name for path in root.glob("cases/*/case.yaml"))
    name = case.removeprefix("cases/")
    if name not in cases:
        raise NotFound("case", case, tuple(get_close_matches(name, cases, n=3, cutoff=0.0)))
    return name


def quoted(text: str) -> str:
    """A text as YAML reads it, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
