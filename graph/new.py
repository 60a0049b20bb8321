"""Skeletons for new files, with every line an editor must decide marked ✎."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from .dates import parse_day
from .errors import GraphError, NotFound, QuestionError

_ORDER = """\
# An order of {case}. One file, one paper; the path is the id. Delete what does not apply.
title: ✎ Order granting …            # as a reader would call it
kind: order                          # order | opinion | judgment
from: {date}                     # entered on the docket; counts for the whole day
# until: {{first-of: [{{after: ✎-event, days: 14}}, {{end-of: case}}], words: "✎ the paper's own words"}}
entry-number: "✎"                    # ECF number, or delete
confidence: ✎ medium                 # high: two good sources or the paper itself; medium: one; low: thin
recorded: ✎ {date}               # the day you write this
cites:
  - {{source: ✎, pin: "✎ p. 1", words: "✎ at most fifteen decisive words"}}   # ids in data/sources/
norms:
  - id: ✎ may-not-share
    modality: ✎ prohibits            # permits | prohibits | requires | leaves-unclear
    bearer: [✎ hhs]                  # a norm on a parent binds its components
    recipient: [✎ dhs]
    action: [✎ share]                # share | use | onward-share | demand
    says: ✎ One plain sentence of what it forbids or allows.
    scope:                           # an axis left out means everything
      - object: [✎ medicaid]
        origin: plaintiffs           # as they stand on the day asked; or {{plaintiffs-on: {date}}}
        purpose: [✎ immigration-enforcement]
    # except:
    #   - {{object: [✎], people: [✎]}}
# effects:                           # what it does to earlier papers; never edit those
#   - {{verb: ✎ extends, target: ✎ {case}/…, until: ✎}}
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


def skeleton(root: Path, what: str, case: str, date: str, slug: str) -> tuple[Path, str]:
    """The file to write below a record's folder, and its text.

    Looks only at which cases there are, so that a half-written file elsewhere
    is no hindrance.

    Raises:
        NotFound: if there is no such case.
        QuestionError: if the day or the slug cannot make a file name.
        GraphError: if the file exists.
    """
    cases = sorted(path.parent.name for path in root.glob("cases/*/case.yaml"))
    name = case.removeprefix("cases/")
    if name not in cases:
        raise NotFound("case", case, tuple(get_close_matches(name, cases, n=3, cutoff=0.0)))
    on = parse_day(date, "date")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise QuestionError("slug", f"{slug!r} does not make a file name: use lower-case words joined by hyphens")
    file = root / "cases" / name / f"{on}-{slug}.yaml"
    if file.exists():
        raise GraphError(f"{file} exists; nothing was written")
    return file, {"order": _ORDER}[what].format(case=f"cases/{name}", date=on)
