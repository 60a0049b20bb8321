"""A case as HTML: its label and what that hides, its papers, motions, appeals, parties and deadlines on a day.

Pure functions from a case to text; whatever comes from the record is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import escape
from typing import Any

from graph.charts.looks import LOOKS
from graph.corpus import Corpus
from graph.courts.cases import comes_after, papers, status_words, when_text
from graph.courts.deadlines import Deadline
from graph.courts.due import because, headline, when_due
from graph.courts.labels import Label, label_of
from graph.courts.proceedings import appeals, case_chains, members, origins, posture_on, relatives
from graph.model import Case, Instrument
from graph.pages._html import case_link, cite, items, pill
from graph.text.proof import nearest
from graph.text.words import listed


def label(corpus: Corpus, case: Case, on: date) -> str:
    """The label a public tracker would show, why, and the verdicts that it hides."""
    found = label_of(corpus, case, on)
    hidden = "".join(_hidden(corpus, found))
    hides = f'<p><span class="cs-role">It hides</span></p>{hidden}' if hidden else ""
    return (
        f'<div class="cs-answer"><span class="cs-role">A public tracker would say:</span> '
        f"“{escape(found.text(corpus))}”{items(found.why)}{hides}</div>"
    )


def _hidden(corpus: Corpus, found: Label) -> Iterator[str]:
    for one in found.hides:
        cells = "".join(f"<li>{escape(cell)}</li>" for cell in one.cells)
        yield f'<div class="cs-group">{pill(LOOKS[one.verdict])} {escape(one.sentence(corpus))}<ul>{cells}</ul></div>'


def standing(corpus: Corpus, case: Case, on: date) -> str:
    """Where the case stands: the last ruling, what is pending, stayed and on appeal."""
    found = posture_on(corpus, case, on)
    lines = []
    if found.last_ruling:
        lines.append(f"Last ruled: {found.last_ruling.title}, {when_text(found.last_ruling.start)}")
    lines += [f"Pending: {one}; {one.became}" for one in found.pending]
    lines += [f"Stayed: {one.paper.title}, by {one.by.title}{_perhaps(one.state)}" for one in found.stayed]
    lines += [f"On appeal: {_named(corpus, one.of)}{_perhaps(one.pending)}" for one in found.on_appeal]
    if found.carried_forward_from:
        lines.append(f"Last searched on {found.carried_forward_from}; what follows is carried forward")
    return items(lines)


def _perhaps(state: str) -> str:
    return " (perhaps)" if state == "possible" else ""


def _named(corpus: Corpus, id: str) -> str:
    known = corpus.instruments.get(id) or corpus.cases.get(id)
    return known.title if known else id


def paper_list(corpus: Corpus, case: Case, on: date) -> str:
    """The papers of a case, each unfolding to its norms, its effects and where it can be read."""
    return "".join(_paper(corpus, one, on) for one in papers(corpus, case))


def _paper(corpus: Corpus, one: Instrument, on: date) -> str:
    entry = f", ECF {one.entry_number}" if one.entry_number else ""
    words = status_words(corpus, one, on)
    state = f' <span class="cs-tier">{escape(words)}</span>' if words else ""
    head = f"{escape(when_text(one.start))} · <b>{escape(one.title)}</b>{escape(entry)}{state}"
    norms = [f"{norm.modality}: {norm.says}" for norm in one.norms]
    effects = [f"{effect.verb} {_named(corpus, effect.target)}" for effect in one.effects]
    said = "".join(
        f"<li>{escape(line)}</li>" for line in norms + effects or ["It only says that it was filed or given."]
    )
    sources = "".join(f"<li>{cite(corpus, each)}</li>" for each in nearest(corpus, one.cites))
    return f'<details class="cs-group"><summary>{head}</summary><ul>{said}</ul><ul>{sources}</ul></details>'


def docket(lines: Iterable[Mapping[str, Any]], on: date) -> str:
    """The docket and the papers as of a day, a line each, the day and the number on the docket first.

    A paper that a line of the docket tells of has no second line.
    """
    out, told = [], set()
    for line in lines:
        paper = line["on"], line["instrument"]
        if paper in told:
            continue
        told |= {paper} if line["instrument"] else set()
        number = f", ECF {line['entry_number']}" if line["entry_number"] else ""
        step = f' <span class="cs-tier">{escape(line["step"])}</span>' if line["step"] else ""
        later = ' <span class="cs-tier">after this day</span>' if comes_after(line["on"], on) else ""
        what = escape(f"{number} · {line['what']}") + later
        out.append(f"<li><b>{escape(line['on'])}</b>{what}{step}</li>")
    return f'<ul class="cs-group">{"".join(out)}</ul>'


def motions(corpus: Corpus, case: Case, on: date) -> str:
    """Each motion with what answered it, link by link."""
    out = []
    for chain in case_chains(corpus, case, on):
        what = f"{chain.motion.on} · {chain.motion.text}" if chain.motion else f"entry {chain.number}, not on record"
        links = "".join(
            f"<li>{escape(f'{link.line.on} · {link.step}: {link.line.text}')}"
            f"{' <i>(inferred: no number is given)</i>' if link.inferred else ''}</li>"
            for link in chain.links
        )
        badge = f'<span class="cs-tier">{escape(chain.became)}</span>'
        out.append(
            f'<details class="cs-group" open><summary>{escape(what)} {badge}</summary><ul>{links}</ul></details>'
        )
    return "".join(out)


def ties(corpus: Corpus, case: Case, on: date) -> str:
    """The cases it came from and went to on appeal, and those that hang together with it, each a link."""
    lines = [("Came from", id, "") for id in origins(corpus, case)]
    for one in appeals(corpus, case, on):
        until = f" until {one.until}" if one.until else ""
        state = {"certain": ", pending", "possible": ", perhaps pending"}.get(one.pending, "")
        number = one.paper.citation or "number not known"
        lines.append(("Appeal", one.case, f": {_named(corpus, one.of)} ({number}, since {one.since}{until}{state})"))
    for tie in relatives(corpus, case):
        lines.append((tie.how.capitalize(), tie.case or tie.title, f", since {tie.since}" if tie.since else ""))
    told = (
        f'<li><span class="cs-role">{escape(how)}</span> {case_link(corpus, id, on)}{escape(more)}</li>'
        for how, id, more in lines
    )
    return f'<ul class="cs-group">{"".join(told)}</ul>' if lines else ""


def parties(corpus: Corpus, case: Case, on: date) -> str:
    """Who took part, from when to when; those not there on the day are said not to be."""
    lines = []
    for one in members(corpus, case, on):
        party = one.party
        who = listed(map(corpus.agents.label, party.agent)) or party.name
        left = f", left {one.left}" if one.left else ""
        doubt = " (sources differ)" if party.under else ""
        then = " (not on this day)" if one.state == "never" else ""
        lines.append(f"{party.role}: {who}, from {when_text(party.joined) or 'the start'}{left}{doubt}{then}")
    return items(lines)


def due(found: Iterable[Deadline]) -> str:
    """What ends or comes due, the day first, with why and what is not settled about it."""
    out = []
    for one in found:
        more = items(because(one))
        head = f"<b>{escape(when_due(one))}</b> · {escape(headline(one))}"
        out.append(f'<details class="cs-group"><summary>{head}</summary>{more}</details>')
    return "".join(out)
