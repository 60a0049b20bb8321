"""Sets of cells, days and verdicts in plain English.

A set of states is said the way a reporter would: "the 20 plaintiff states in
California v. HHS", "every other state", never 56 codes in a row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import groupby, takewhile

from ..boxes import Box
from ..corpus import Corpus, Tree
from ..dates import covers
from ..model import Action, Confidence, Role, Tier, Verdict, When
from ..reasoning.finding import Hinge
from ..reasoning.operative import lifecycles, worlds

VERDICTS = {
    Verdict.PERMITTED: "permitted",
    Verdict.CLAIMED: "claimed, not decided",
    Verdict.UNSETTLED: "unsettled",
    Verdict.PROHIBITED: "prohibited",
    Verdict.NO_KNOWN_AUTHORITY: "no known authority",
}

BASES = {
    Tier.RULING: "by a court's ruling",
    Tier.AGENCY: "by an agency's own paper",
    Tier.LAW: "by statute or regulation",
    None: "nothing on record speaks to it",
}

CONFIDENCE = {
    Confidence.HIGH: "well sourced",
    Confidence.MEDIUM: "one good source",
    Confidence.LOW: "thinly sourced",
}

# So many places may be named one by one.
_FEW = 4

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def long_date(on: date) -> str:
    """A day as a newspaper writes it.

    >>> long_date(date(2031, 8, 4))
    '4 August 2031'
    """
    return f"{on.day} {on:%B %Y}"


def span_words(since: date | None, until: date | None) -> str:
    """A run of days in words; the end is the last day that belongs to it.

    >>> span_words(date(2031, 8, 12), date(2032, 1, 6))
    '12 August 2031 to 5 January 2032'
    >>> span_words(date(2031, 8, 12), None), span_words(None, None)
    ('since 12 August 2031, no end known', 'at all times on record')
    """
    last = date.fromordinal(until.toordinal() - 1) if until else None
    if since and last:
        return long_date(since) if since == last else f"{long_date(since)} to {long_date(last)}"
    if since:
        return f"since {long_date(since)}, no end known"
    return f"up to {long_date(last)}" if last else "at all times on record"


def counted(number: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "paper"), counted(1200, "norm")
    ('1 paper', '1,200 norms')
    """
    return f"{number:,} {noun}{'s' * (number != 1)}"


def listed(items: Iterable[str], joiner: str = "and") -> str:
    """Items in a sentence.

    >>> listed(["name", "address", "phone"])
    'name, address and phone'
    """
    many = list(items)
    return " ".join([", ".join(many[:-1]), joiner, many[-1]]) if len(many) > 1 else "".join(many)


def waits_for(corpus: Corpus, end: When) -> str:
    """A conditional end in words: "14 days after the audit is done, or when the case ends, whichever is first"."""
    parts = []
    for one in end.first_of:
        case, _, event = one.after.partition("#")
        what = next((e.what for e in corpus.cases[case].events if e.id == event), event) if one.after else ""
        parts.append(f"{one.days} days after this: {what}" if one.after else "when the case ends")
    return f"{'; or '.join(parts)}; whichever is first" if len(parts) > 1 else "".join(parts)


def readings_told(hinge: Hinge) -> list[str]:
    """A line for each reading of a fact, with what it gives; days in a row that give the same share one.

    >>> claimed, silent = (Verdict.CLAIMED,), (Verdict.NO_KNOWN_AUTHORITY,)
    >>> days = [("2031-09-10", silent), ("2031-09-14 at the latest", silent), ("2031-09-10/.. at the latest", claimed)]
    >>> print(*readings_told(Hinge("pact#until", "When did it end?", tuple(days))), sep="\\n")
    10 September 2031 to 14 September 2031 → no known authority
    not yet → claimed, not decided
    """
    days: dict[date, tuple[str, tuple[Verdict, ...]]] = {}
    other: list[tuple[str, tuple[Verdict, ...]]] = []
    for says, verdicts in hinge.readings:
        day, _, bound = says.partition(" at the ")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII):
            days[date.fromisoformat(day)] = f" at the {bound}" if bound else "", verdicts
        else:
            other.append(("not yet" if day.endswith("/..") else says.rstrip("."), verdicts))
    told: list[tuple[str, tuple[Verdict, ...]]] = []
    for verdicts, run in groupby(sorted(days), lambda on: days[on][1]):
        first, *rest = run
        until = f" to {long_date(rest[-1])}" if rest else days[first][0]
        told.append((f"{long_date(first)}{until}", verdicts))
    return [f"{says} → {listed((VERDICTS[one] for one in verdicts), 'or')}" for says, verdicts in (*told, *other)]


def deed(corpus: Corpus, action: Action, recipient: str | None, what: str = "") -> str:
    """The action with its recipient and what it is done with, if said, as it follows "could"."""
    what = f"{what}, " if what else ""
    whom = short(corpus.agents, recipient) if recipient else ""
    return {
        Action.SHARE: f"share {what}with {whom}",
        Action.USE: f"use {what}".rstrip(),
        Action.ONWARD_SHARE: f"pass {what}on to {whom}",
        Action.DEMAND: f"demand {what}from {whom}",
    }[action]


def short(tree: Tree, id: str) -> str:
    """The acronym people use, or the label."""
    return tree.terms[id].acronym or tree.terms[id].label


class Cells:
    """Says which cells a box holds, on a day, for the cases in play."""

    def __init__(self, corpus: Corpus, on: date, cases: Iterable[str], asked: Box) -> None:
        self.corpus, self.on, self.asked = corpus, on, asked
        self.objects, self.people, self.origins, self.purposes = corpus.trees.values()
        self.named = list(self._plaintiffs(cases))

    def _plaintiffs(self, cases: Iterable[str]) -> Iterator[tuple[str, int]]:
        """The states that were certainly plaintiffs in each case on the day."""
        lives = lifecycles(self.corpus)
        for id in cases:
            case, mask = self.corpus.cases[id], 0
            for party in case.parties:
                places = [one for one in party.agent if one in self.origins.terms]
                every = worlds(lives.membership_doubts(case, party))
                days = [covers(lives.membership(case, party, world), self.on.toordinal()) for world in every]
                if party.role is Role.PLAINTIFF and all(days):
                    mask |= self.origins.masks(places)
            if mask:
                yield case.short or case.title, mask

    def say(self, boxes: Iterable[Box], every: str = "all ") -> list[str]:
        """One line for each box; all states, and all purposes asked about, go without saying."""
        return [self._line(box, every) for box in boxes]

    def told(self, boxes: Iterable[Box], stated: Collection[str]) -> list[str]:
        """One line for each box of what was done: an axis that nobody stated is left out, and nothing is called all."""
        return [self._line(box, "", people="people" in stated) for box in boxes]

    def _line(self, box: Box, every: str, *, people: bool = True) -> str:
        objects, who, origins, purposes = box
        what, whole = self.what(objects, every)
        parts = [what]
        if people:
            parts = [f"{what} about {self.who(who)}" if whole else f"the {what} of {self.who(who)}"]
        if origins != self.origins.everything:
            parts.append(f"supplied by {self.where(origins)}")
        if purposes != self.asked[3]:
            parts.append(f"for {self.why(purposes)}")
        return ", ".join(parts)

    def what(self, mask: int, every: str) -> tuple[str, bool]:
        """The data, as the fewest terms or as everything but a few; and whether it is the second."""
        cover = self.objects.cover(mask)
        root = self.objects.masks(self.objects.root(one) for one in cover)
        missing = self.objects.cover(root & ~mask)
        whole = listed(f"{every}{self.objects.label(one)}" for one in self.objects.cover(root))
        if not missing:
            return whole, True
        if len(missing) < len(cover):
            return f"{whole} except {self._folded(missing)}", True
        return self._folded(cover), False

    def _folded(self, ids: Iterable[str]) -> str:
        """Labels in a row, the first words they share said once: "Social Security address and name"."""
        out: list[str] = []
        said: list[str] = []
        for label in map(self.objects.label, ids):
            words = label.split(" ")
            pairs = takewhile(lambda pair: pair[0] == pair[1], zip(words[:-1], said, strict=False))
            out.append(" ".join(words[sum(1 for _ in pairs) :]))
            said = words
        return listed(out)

    def who(self, mask: int) -> str:
        """The people, broad classes first."""
        if mask == self.people.everything:
            return "anyone"
        return listed(self.people.label(one) for one in self.people.cover(mask))

    def where(self, mask: int) -> str:
        """The origins, by what groups them."""
        tree, all_ = self.origins, self.origins.everything
        names = [self._place(one) for one in tree.members(mask)]
        if len(names) <= _FEW:
            return listed(names)
        rest = all_ & ~mask
        for name, group in self.named:
            count = group.bit_count()
            if mask == group:
                return f"the {count} known plaintiff states in {name}"
            if not mask & ~group and (group & ~mask).bit_count() <= _FEW:
                return f"the known plaintiff states in {name} other than {self._names(group & ~mask)}"
            if rest == group:
                return f"every state but the {count} known plaintiffs in {name}"
            if not group & ~rest and (rest & ~group).bit_count() <= _FEW:
                return f"every state but the {count} known plaintiffs in {name} and {self._names(rest & ~group, 'or')}"
        if rest.bit_count() <= _FEW:
            return f"every state but {self._names(rest)}"
        return f"{len(names)} states ({', '.join(tree.members(mask))})"

    def _names(self, mask: int, joiner: str = "and") -> str:
        return listed([self._place(one) for one in self.origins.members(mask)], joiner)

    def _place(self, id: str) -> str:
        label = self.origins.label(id)
        return f"the {label}" if label.startswith("District") or label.endswith("Islands") else label

    def why(self, mask: int) -> str:
        """The purposes, broad ones first."""
        return listed(self.purposes.label(one) for one in self.purposes.cover(mask))


def printable(text: str) -> str:
    """The text without the characters that neither XML nor iCalendar may hold; line breaks and tabs stay.

    >>> printable("An \\x1b[1morder\\x00\\ud800")
    'An [1morder'
    """
    return _UNPRINTABLE.sub("", text)


def channel_words(corpus: Corpus, action: Action, bearers: Iterable[str], recipients: Iterable[str]) -> str:
    """Who does what with data, and with whom; without recipients, with anyone.

    >>> from graph.model import Term
    >>> corpus = Corpus(agencies={"office": Term("Relief Office"), "guard": Term("Border Guard", acronym="BG")})
    >>> channel_words(corpus, Action.SHARE, ["office"], ["guard"])
    'Relief Office sharing data with BG'
    >>> channel_words(corpus, Action.DEMAND, ["guard"], []), channel_words(corpus, Action.USE, ["guard"], [])
    ('BG demanding data from anyone', 'BG using data')
    """
    who = listed(short(corpus.agents, one) for one in bearers)
    whom = listed(short(corpus.agents, one) for one in recipients) or "anyone"
    return {
        Action.SHARE: f"{who} sharing data with {whom}",
        Action.USE: f"{who} using data",
        Action.ONWARD_SHARE: f"{who} passing data on to {whom}",
        Action.DEMAND: f"{who} demanding data from {whom}",
    }[action]
