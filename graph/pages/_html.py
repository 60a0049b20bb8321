"""Answers as HTML: the sentence with its verdicts, and the proof as a tree that unfolds.

Pure functions from an answer to text.  Whatever comes from the record or from a
reader is escaped here, and an address is a link only if it is `http(s)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from urllib.parse import urlencode

from graph.analysis.differ import Difference
from graph.analysis.flips import MOST
from graph.analysis.outlook import Outlook, ahead_lines, turn_lines
from graph.boxes import Box, merged
from graph.charts.looks import INK, LOOKS, SOURCE_TIERS, Look
from graph.corpus import Corpus
from graph.model import Cite, Read, Verdict
from graph.reasoning.reason import Answer
from graph.reasoning.timeline import Cause, Change
from graph.text.groups import Group, grouped
from graph.text.html import link, proof_items
from graph.text.proof import lines
from graph.text.sentence import summary
from graph.text.words import Cells, long_date, span_words

STYLE = f"""<style>
[data-testid="stMainBlockContainer"] {{ padding-top: 4.2rem; }}
.cs-pill {{ color: {INK}; border-radius: .4rem; padding: .1rem .5rem; font-weight: 600; font-size: .9rem;
  white-space: nowrap; margin-right: .35rem; display: inline-block; border: 1px solid #7C8590; }}
.cs-answer {{ border: 2px solid #7C8590; border-radius: .6rem; padding: .9rem 1.1rem; }}
.cs-answer p {{ font-size: 1.25rem; line-height: 1.5; margin: .5rem 0 0; overflow-wrap: anywhere; }}
.cs-carried {{ border-style: dashed; background: repeating-linear-gradient(135deg, transparent 0 14px,
  rgba(124,133,144,.13) 14px 18px); }}
h1 {{ font-size: clamp(1.6rem, 3.2vw, 2.3rem) !important; }}
.cs-group {{ border-top: 1px solid #7C8590; padding: .5rem 0; }}
.cs-group summary {{ cursor: pointer; line-height: 1.6; }}
.cs-group ul {{ margin: .25rem 0 .25rem 1.1rem; padding: 0; }}
.cs-group li {{ margin: .2rem 0; overflow-wrap: anywhere; }}
.cs-role, .cs-group b {{ font-weight: 600; }}
.cs-group a, .cs-answer a {{ color: inherit; text-decoration: underline; }}
/* The day over the slider is text: the colour of a button is too faint for it on a dark page. */
[data-testid="stSliderThumbValue"], [data-testid="stSliderThumbValue"] * {{ color: inherit !important; }}
.cs-copy {{ display: block; user-select: all; overflow-wrap: anywhere; border: 1px solid #7C8590; border-radius: .4rem;
  padding: .6rem .8rem; font-size: .85rem; }}
.cs-tier {{ border: 1px solid currentColor; border-radius: .3rem; padding: 0 .3rem; font-size: .8rem; }}
</style>"""

_FOLDED, _UNFOLDED = '<details class="cs-group">', '<details class="cs-group" open>'


def pill(look: Look) -> str:
    """A verdict in its colour, with its sign.

    >>> pill(Look("#FFF", "✓", "permitted"))
    '<span class="cs-pill" style="background:#FFF">✓ permitted</span>'
    """
    return f'<span class="cs-pill" style="background:{look.colour}">{escape(look.sign)} {escape(look.words)}</span>'


def sentence(answer: Answer) -> str:
    """The answer in a sentence under its verdicts; one that is carried forward looks it."""
    verdicts = {region.verdict for region in answer.regions}
    pills = "".join(pill(look) for verdict, look in LOOKS.items() if verdict in verdicts)
    stale = any(region.carried_forward_from for region in answer.regions)
    kind, mark = ("cs-answer cs-carried", carried(answer)) if stale else ("cs-answer", "")
    return f'<div class="{kind}" role="status">{pills}{mark}<p>{escape(summary(answer))}</p></div>'


def carried(answer: Answer) -> str:
    """That an answer goes beyond the day the sources were last checked."""
    days = [region.carried_forward_from for region in answer.regions if region.carried_forward_from]
    return f'<span class="cs-tier">carried forward from {escape(long_date(min(days)))}</span>' if days else ""


def key(verdicts: Iterable[Verdict | None]) -> str:
    """The key to the colours and signs that occur in a chart."""
    seen = set(verdicts)
    return "".join(pill(look) for verdict, look in LOOKS.items() if verdict in seen)


def legend(colours: Mapping[str, str]) -> str:
    """The key to the colours of a picture.

    >>> legend({"case": "#FFF"})
    '<span class="cs-pill" style="background:#FFF">case</span>'
    """
    return "".join(f'<span class="cs-pill" style="background:{colours[one]}">{escape(one)}</span>' for one in colours)


def proof(answer: Answer, *, unfolded: bool = False) -> str:
    """The reasons of an answer as a tree: what decides, what is set aside and why, what contests, what it hinges on.

    All of it is `unfolded` for print; else only what has no other beside it.
    """
    groups = grouped(answer)
    single = len(groups) == 1
    tree = "".join(_group(answer.corpus, answer.question.on, one, unfolded=single) for one in groups)
    return tree.replace("<details>", "<details open>").replace(_FOLDED, _UNFOLDED) if unfolded else tree


def _group(corpus: Corpus, on: date, group: Group, *, unfolded: bool) -> str:
    told = lines(corpus, group)
    tree = proof_items(corpus, told, lambda one: cite(corpus, one), lambda case: case_link(corpus, case, on))
    opened = _UNFOLDED if unfolded else _FOLDED
    head = f"{pill(LOOKS[group.found.verdict])} {escape(group.head)}"
    return f"{opened}<summary>{head}</summary><ul>{tree}</ul></details>"


def case_link(corpus: Corpus, id: str, on: date) -> str:
    """A case of the record as a link to its page as of a day; what is no case of the record, as it is written."""
    case = corpus.cases.get(id)
    if not case:
        return escape(id)
    query = urlencode({"case": id.removeprefix("cases/"), "on": on.isoformat()})
    return f'<a href="cases?{escape(query)}" target="_self">{escape(case.short or case.title)}</a>'


def cite(corpus: Corpus, one: Cite) -> str:
    """A source with the badge of its tier, its link, its pin and the decisive words."""
    source = corpus.sources[one.source]
    on = f", {source.published}" if source.published.earliest or source.published.latest else ""
    name = link(f"{source.publisher}: {source.title}{on}", source.url)
    pin = f", {escape(one.pin)}" if one.pin else ""
    words = f" “{escape(one.words)}”" if one.words else ""
    unread = " (not read by the editors)" if source.read is Read.NO else ""
    badge = f'<span class="cs-tier" title="{escape(SOURCE_TIERS[source.tier])}">{source.tier}</span>'
    return f"{badge} {name}{pin}{words}{unread}"


def changed(found: Sequence[Change], say: Cells) -> str:
    """What changed between two days: from which verdict to which, for which cells, and why."""
    groups: dict[tuple[Verdict, Verdict, tuple[Cause, ...]], list[Box]] = {}
    for change in found:
        key_ = change.before.verdict, change.after.verdict, change.causes
        groups.setdefault(key_, []).extend(change.boxes)
    out = []
    for (old, new, causes), boxes in groups.items():
        cells = "".join(f"<li>{escape(where)}</li>" for where in say.say(merged(boxes)))
        why = "".join(f'<li><span class="cs-role">Cause</span> {escape(cause.what)}</li>' for cause in causes)
        out.append(f'<div class="cs-group">{pill(LOOKS[old])} → {pill(LOOKS[new])}<ul>{cells}{why}</ul></div>')
    return "".join(out)


def moved(found: Sequence[Difference], say: Cells) -> str:
    """What differs between two records: from which verdict to which, on which days, for which cells."""
    out = []
    for one in found:
        cells = "".join(f"<li>{escape(where)}</li>" for where in say.say(one.boxes))
        days = escape(span_words(one.start, one.end))
        out.append(
            f'<div class="cs-group">{pill(LOOKS[one.before])} → {pill(LOOKS[one.after])} {days}<ul>{cells}</ul></div>'
        )
    return "".join(out)


def flipping(found: Outlook) -> str:
    """What would change a verdict: each smallest set of changes, then the days ahead."""
    turns = "".join(f"<li>{pill(LOOKS[becomes])} {escape(how)}</li>" for becomes, how in turn_lines(found))
    days = "".join(f"<li>{escape(line)}</li>" for line in ahead_lines(found))
    none = f"<li>No {MOST} changes of what is on record would.</li>"
    return f'<ul class="cs-group">{turns or none}{days}</ul>'


def items(lines: Sequence[str]) -> str:
    """Plain lines as a list."""
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
