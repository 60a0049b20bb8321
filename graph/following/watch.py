"""What is new of what someone follows.

A saved question has no day: what is told is how its answer changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ..boxes import Box, narrowed
from ..corpus import Corpus
from ..court_time import DAY
from ..courts.turns import Turn
from ..errors import NotFound, QuestionError
from ..proof import citation
from ..reasoning.question import Question
from ..reasoning.reason import Grid, channel_of, masks_of
from ..reasoning.speaker import speakers
from ..reasoning.timeline import Change, changes, same_answer
from ..text import english
from ..text.words import printable
from .news import Item, News, news
from .watchlist import Watch, Watchlist

# A saved question is read as of a day that no answer uses.
_NO_DAY = date.min


def watch(corpus: Corpus, text: str, why: str = "") -> Watch:
    """What "case strelsau-v-health", "CMS ICE --origin CA" or a question in English asks to follow, by ids.

    Raises:
        NotFound: if a name is unknown or ambiguous.
        QuestionError: if it is neither a case nor a question, or names a day.
    """
    word, _, rest = " ".join(text.split()).partition(" ")
    if word == "case" and rest:
        return Watch(case=corpus.case(rest).id, why=_line(why))
    put = _question(corpus, text)
    words = citation.command(replace(put, on=_NO_DAY)).replace(f" --on {_NO_DAY}", "")
    return Watch(question=words, why=_line(why))


def _question(corpus: Corpus, text: str) -> Question:
    """The question, of no day, that words put; an English sentence ends with its question mark."""
    if text.rstrip().endswith("?"):
        put = english.read(corpus, text, _NO_DAY)
        dated = bool(put.on != _NO_DAY or put.known)
    else:
        dated = bool(re.search(r"\d{4}-\d\d-\d\d", text))
        put = citation.asked(corpus, text if dated else f"{text} --on {_NO_DAY}")
    if dated:
        raise QuestionError("text", "a question that is followed names no day: what is told is how its answer changes")
    return put


def _line(words: str) -> str:
    """Words as one line of a file."""
    return printable(" ".join(words.split()))


@dataclass(frozen=True)
class Seen:
    """What is new of one watch: what became known, which answers that changed, and which changed as days went by.

    `problem` says why a watch can no longer be followed.
    """

    watch: Watch
    items: tuple[Item, ...] = ()
    turns: tuple[Turn, ...] = ()
    changes: tuple[Change, ...] = ()
    channel: Grid | None = None
    problem: str = ""


def run(corpus: Corpus, watches: Sequence[Watch], since: date, until: date) -> tuple[News, list[Seen]]:
    """The news between two days, both included, and what of it each watch is about."""
    told = news(corpus, since, until)
    return told, [_seen(told, one) for one in watches]


def since_of(held: Watchlist, since: date | None) -> date:
    """The first day to tell of: the one asked for, or the day after the last that was seen.

    Raises:
        QuestionError: if neither is known.
    """
    if since or held.seen:
        return since or (held.seen or date.min) + DAY
    raise QuestionError("since", "nothing was marked as seen yet: say --since DAY, and --mark to go on from there")


def _seen(told: News, one: Watch) -> Seen:
    try:
        return _of_case(told, one) if one.case else _of_question(told, one)
    except (NotFound, QuestionError) as error:
        return Seen(one, problem=f"cannot be followed any more: {error}")


def _of_case(told: News, one: Watch) -> Seen:
    id = told.after.case(one.case).id
    items = tuple(item for item in told.items if item.case == id)
    turns = tuple(turn for turn in told.turns if any(f"{why}/".startswith(f"{id}/") for why in turn.why))
    return Seen(one, items, turns)


def _of_question(told: News, one: Watch) -> Seen:
    put = replace(_question(told.after, one.question), on=told.until)
    at = put.action, put.bearer, put.recipient
    channel = channel_of(told.after, *at)
    masks = masks_of(channel, put)
    bearing = set(channel.cases)
    for speaker in speakers(told.after, *at):
        acts = [*told.after.effects_on.get(speaker.instrument.id, ()), *told.after.effects_on.get(speaker.id, ())]
        bearing |= {speaker.instrument.id} | {source.id for source, _ in acts}
    differ = changes(told.after, put, told.since - DAY, told.until)
    return Seen(
        one,
        tuple(item for item in told.items if {item.record, item.case} & bearing),
        tuple(turn for turn in (_within(turn, at, masks) for turn in told.turns) if turn),
        tuple(one for one in differ if not same_answer(one.before, one.after)),
        channel,
    )


def _within(turn: Turn, at: tuple[Any, str, str | None], masks: Box) -> Turn | None:
    """The part of a turn that lies within the cells asked about; None where there is none."""
    one = turn.difference
    if at not in [(one.channel.action, one.channel.bearer, one.channel.recipient), *turn.also]:
        return None
    boxes = tuple(part for box in one.boxes if (part := narrowed(box, masks)))
    return replace(turn, difference=replace(one, boxes=boxes)) if boxes else None
