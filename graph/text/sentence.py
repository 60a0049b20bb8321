"""A question in a line, and its answer in one or two sentences of plain English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..boxes import Box, merged
from ..corpus import Corpus
from ..model import Instrument, Tier, Verdict
from ..reasoning.question import Question
from ..reasoning.reason import Answer
from .groups import Group, box, grouped
from .words import VERDICTS, Cells, deed, listed, long_date, short


def title(corpus: Corpus, question: Question, *, dated: bool = True) -> str:
    """The question in a line; without its day for what does not depend on it."""
    tree = corpus.agents
    parts = [short(tree, question.bearer)]
    if question.recipient:
        parts.append(f"→ {short(tree, question.recipient)}")
    parts.append(f"· {str(question.action).replace('-', ' ')}")
    for axis in ("object", "people"):
        id = getattr(question, axis)
        parts += [f"· {corpus.trees[axis].label(id)}"] if id else []
    if question.origin:
        parts.append(f"· {', '.join(question.origin)}")
    parts.append(f"· {corpus.trees['purpose'].label(question.purpose)}")
    if dated:
        parts.append(f"· {long_date(question.on)}")
    if question.known:
        parts.append(f"· as known on {long_date(question.known)}")
    return " ".join(parts)


def summary(answer: Answer) -> str:
    """The answer in one or two sentences of plain English that can be printed."""
    corpus, question = answer.corpus, answer.question
    cells = Cells(corpus, question.on, answer.cases, answer.masks)
    groups = grouped(answer)
    opening = f"On {long_date(question.on)}"
    if question.known:
        opening += f", as far as the public record of {long_date(question.known)} showed"
    purpose = cells.why(answer.masks[3])
    by_verdict: dict[Verdict, list[Box]] = {}
    for region in answer.regions:
        by_verdict.setdefault(region.verdict, []).append(box(corpus, region))
    if len(by_verdict) == 1:
        # "Could not share all" might be read as "could share some".
        every = "any " if {Verdict.PROHIBITED, Verdict.NO_KNOWN_AUTHORITY} & by_verdict.keys() else "all "
        said = f"{opening}, {_one_verdict(answer, groups, ' '.join(cells.say([answer.masks], every)), purpose)}"
    else:
        who = short(corpus.agents, question.bearer)
        act = deed(corpus, question.action, question.recipient)
        parts = [f"{VERDICTS[verdict]} for {_some(cells.say(merged(boxes)))}" for verdict, boxes in by_verdict.items()]
        said = f"{opening}, what {who} could {act} for {purpose} differed: {'; '.join(parts)}."
    stale = sorted({r.carried_forward_from for r in answer.regions if r.carried_forward_from})
    if stale:
        said += f" The record was last checked on {long_date(stale[0])}; this is carried forward from then."
    return said


def _some(where: Sequence[str]) -> str:
    """The first set of cells, and whether there are more."""
    return where[0] + (" and some other cells" if len(where) > 1 else "")


def _one_verdict(answer: Answer, groups: Sequence[Group], what: str, purpose: str) -> str:
    corpus, question = answer.corpus, answer.question
    who = short(corpus.agents, question.bearer)
    act = deed(corpus, question.action, question.recipient, what) + f" for {purpose}"
    found = groups[0].found
    papers = [paper_words(corpus, one) for one in _deciders(groups)]
    paper = listed([*papers[:2], *([f"{len(papers) - 2} more"] if papers[2:] else [])])
    if found.verdict is Verdict.PROHIBITED:
        return f"{who} could not {act}: {paper} barred it."
    if found.verdict is Verdict.PERMITTED:
        must = "had to" if found.required else "could"
        return f"{who} {must} {act}, under {paper}."
    if found.verdict is Verdict.CLAIMED:
        doubt = (
            f"{case_names(corpus, found.contested_by)} contested it"
            if found.contested_by
            else "a statute stood against it"
        )
        return f"{who} claimed that it could {act}, under {paper}; {doubt} and no ruling in force decided it."
    if found.verdict is Verdict.UNSETTLED:
        hinges = dict.fromkeys(hinge.question for group in groups for hinge in group.hinges)
        said = f"it is unsettled whether {who} could {act}"
        return (
            f"{said}, since the sources do not settle: {' '.join(hinges)}" if hinges else f"{said}: {paper} left it so."
        )
    if answer.cases:
        return f"nothing on record allowed {who} to {act}. Silence is not permission."
    models = f"no case on record ({len(corpus.cases)} in all) speaks of this"
    return f"nothing on record allowed {who} to {act}. Silence is not permission: {models}."


def _deciders(groups: Sequence[Group]) -> list[Instrument]:
    out: dict[str, Instrument] = {}
    for group in groups:
        for reason in group.because:
            if reason.role == "decides":
                out.setdefault(reason.instrument.id, reason.instrument)
    return list(out.values())


def paper_words(corpus: Corpus, one: Instrument, *, titled: bool = False) -> str:
    """An instrument with its day and its case, inside a sentence or as a title."""
    if one.tier is Tier.LAW:
        return one.title
    case = corpus.cases.get(one.case)
    where = f" in {case.short or case.title}" if case else ""
    on = f" of {long_date(one.start.only)}" if one.start.only else ""
    entry = f" (ECF {one.entry_number})" if one.entry_number else ""
    name = one.title if titled else f"the {_lower(one.title)}"
    return f"{name}{where}{on}{entry}"


def _lower(title: str) -> str:
    return title if title[1:2].isupper() or title[1:2] == "." else title[:1].lower() + title[1:]


def case_names(corpus: Corpus, ids: Iterable[str]) -> str:
    """Cases in a row, as people call them."""
    return listed(corpus.cases[id].short or corpus.cases[id].title for id in ids)
