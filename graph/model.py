"""What a record may say: the classes, their fields and the closed lists of words.

Plain frozen data.  A field `relies_on` is written `relies-on` in YAML, `start`
and `end` are written `from` and `until`; every other name is the same
everywhere.  Nothing here reads a file, a clock or the law.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from .dates import Edtf


class Verdict(StrEnum):
    """The five things an answer can say of a cell."""

    PERMITTED = "permitted"
    CLAIMED = "claimed"
    UNSETTLED = "unsettled"
    PROHIBITED = "prohibited"
    NO_KNOWN_AUTHORITY = "no-known-authority"


class Modality(StrEnum):
    """What a norm does."""

    PERMITS = "permits"
    PROHIBITS = "prohibits"
    REQUIRES = "requires"
    LEAVES_UNCLEAR = "leaves-unclear"


PERMISSIONS = frozenset({Modality.PERMITS, Modality.REQUIRES})


class Action(StrEnum):
    """The four deeds a question can ask about; different norms bind each."""

    SHARE = "share"
    USE = "use"
    ONWARD_SHARE = "onward-share"
    DEMAND = "demand"


class Tier(StrEnum):
    """Who speaks in an instrument; the highest tier that speaks about a cell decides it."""

    RULING = "ruling"
    AGENCY = "agency"
    LAW = "law"
    FILING = "filing"


class Kind(StrEnum):
    """The kinds of instrument, each of one tier."""

    ORDER = "order"
    OPINION = "opinion"
    JUDGMENT = "judgment"
    AGREEMENT = "agreement"
    NOTICE = "notice"
    SYSTEM_OF_RECORDS_NOTICE = "system-of-records-notice"
    MEMO = "memo"
    DIRECTIVE = "directive"
    LETTER = "letter"
    EXECUTIVE_ORDER = "executive-order"
    AGENCY_RULE = "agency-rule"
    SETTLEMENT = "settlement"
    STATEMENT = "statement"
    STATUTE = "statute"
    REGULATION = "regulation"
    COMPLAINT = "complaint"
    MOTION = "motion"
    APPEAL = "appeal"

    @property
    def tier(self) -> Tier:
        """The tier the kind belongs to."""
        return _TIERS[self]


_TIERS = (
    dict.fromkeys((Kind.ORDER, Kind.OPINION, Kind.JUDGMENT), Tier.RULING)
    | dict.fromkeys((Kind.STATUTE, Kind.REGULATION), Tier.LAW)
    | dict.fromkeys((Kind.COMPLAINT, Kind.MOTION, Kind.APPEAL), Tier.FILING)
)
_TIERS = {kind: _TIERS.get(kind, Tier.AGENCY) for kind in Kind}


class Verb(StrEnum):
    """What one instrument does to another.

    `ENDINGS` are final: only `reinstates` brings their target back.  The verbs
    of the last group change nothing by themselves; they say how papers hang
    together, and `challenges` and `appeals` make a pending contest.
    """

    STAYS = "stays"
    EXTENDS = "extends"
    AMENDS = "amends"
    SUPERSEDES = "supersedes"
    RESCINDS = "rescinds"
    VACATES = "vacates"
    DISSOLVES = "dissolves"
    REVERSES = "reverses"
    REINSTATES = "reinstates"
    ENJOINS = "enjoins"
    IMPLEMENTS = "implements"
    RELIES_ON = "relies-on"
    CHALLENGES = "challenges"
    AFFIRMS = "affirms"
    DECLINES_TO_ENJOIN = "declines-to-enjoin"
    APPEALS = "appeals"


ENDINGS = frozenset({Verb.AMENDS, Verb.SUPERSEDES, Verb.RESCINDS, Verb.VACATES, Verb.DISSOLVES, Verb.REVERSES})
CHANGES = ENDINGS | {Verb.STAYS, Verb.EXTENDS, Verb.REINSTATES}


class Confidence(StrEnum):
    """How far the sources bear a statement out."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Its place from the weakest, 0, up."""
        return _RANKS[self]


_RANKS = {confidence: n for n, confidence in enumerate(Confidence)}


class Role(StrEnum):
    """What an agent is in a case."""

    PLAINTIFF = "plaintiff"
    DEFENDANT = "defendant"
    INTERVENOR = "intervenor"
    AMICUS = "amicus"


class Relation(StrEnum):
    """How one case hangs together with another."""

    RELATED = "related"
    COMPANION = "companion"
    CONSOLIDATED = "consolidated"


class SourceTier(StrEnum):
    """How near a source stands to the paper itself, nearest first."""

    PRIMARY = "primary"
    OFFICIAL = "official"
    NEWS = "news"
    DERIVED = "derived"


class Read(StrEnum):
    """How much of a source the editors read."""

    WHOLE = "whole"
    PART = "part"
    NO = "no"


def key(name: str) -> str:
    """The YAML key of a field.

    >>> key("relies_on"), key("start"), key("except_")
    ('relies-on', 'from', 'except')
    """
    return {"start": "from", "end": "until"}.get(name, name.rstrip("_").replace("_", "-"))


@dataclass(frozen=True)
class _Entry:
    """A part of the record: unknown keys are refused, keys are spelt by `key`.

    A class that overrides `longhand` may also be written short: a cite as the
    id of its source, a day as the bare date.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "alias_generator": key}

    @classmethod
    def longhand(cls, written: Any) -> Any:
        """The mapping that a shorthand stands for; anything else as it is."""
        return written

    @classmethod
    def shorthand(cls, long: dict[str, Any]) -> dict[str, Any]:
        """The JSON Schema of all that `longhand` takes, from that of the mapping."""
        return long if cls.longhand("") == "" else {"anyOf": [_TEXT, long]}


_TEXT = {"type": "string"}


def _mapping(properties: dict[str, Any], needed: str) -> dict[str, Any]:
    """The JSON Schema of a mapping of these keys and no other."""
    return {"type": "object", "properties": properties, "required": [needed], "additionalProperties": False}


@dataclass(frozen=True)
class Term(_Entry):
    """One word of a vocabulary: an agency, a category of data, a class of people, a place, a purpose.

    `links` gives the same thing's name elsewhere, by scheme: `dpv`, `wikidata`.
    """

    label: str
    definition: str = ""
    broader: str = ""
    acronym: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    holds: tuple[str, ...] = ()
    iso: str = ""
    fips: str = ""
    links: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source(_Entry):
    """Where something can be read.

    `published` gives the day from which the public could know what it says;
    `..` marks standing law, public since before the record begins.  `digest`,
    written `sha256:` and 64 hex digits, is that of the copy the editors keep.
    """

    title: str
    publisher: str
    published: Edtf
    tier: SourceTier
    url: str = ""
    copies: tuple[str, ...] = ()
    read: Read = Read.PART
    note: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Cite(_Entry):
    """A source, a pin, and at most fifteen decisive words, for one claim."""

    source: str
    pin: str = ""
    words: str = ""

    @classmethod
    def longhand(cls, written: Any) -> Any:
        """A bare source id, as a cite."""
        return {"source": written} if isinstance(written, str) else written


@dataclass(frozen=True)
class Note(_Entry):
    """A reader's own note on a record, with tags; it lives in an overlay and changes no answer.

    >>> print(Note("Ask counsel.", ("print", "check")))
    Ask counsel. #print #check
    """

    text: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def longhand(cls, written: Any) -> Any:
        """A bare text as a note without tags."""
        return {"text": written} if isinstance(written, str) else written

    def __str__(self) -> str:
        return " ".join([self.text, *(f"#{tag}" for tag in self.tags)]).strip()


@dataclass(frozen=True)
class Withdrawn(_Entry):
    """A correction: since when an entry is no longer ours, and why."""

    on: Edtf
    why: str


@dataclass(frozen=True)
class DateReading(_Entry):
    """One reading of a date on which sources differ; a rejected one is shown and not computed."""

    is_: Edtf
    cites: tuple[Cite, ...] = ()
    rejected: str = ""


@dataclass(frozen=True)
class Condition(_Entry):
    """An end that waits: `days` after an `after` event (counted by Rule 6(a)), or the `end_of` a case."""

    after: str = ""
    days: int = 0
    end_of: str = ""


@dataclass(frozen=True)
class When(_Entry):
    """A day as the record knows it: one reading, several, or the first of some conditions.

    `words` keeps the paper's own wording.  What is computed of it is computed
    of its open readings, those that no editor rejected.

    >>> print(When((DateReading(Edtf.parse("2031-05-2X")), DateReading(Edtf.parse("2031-06-03")))))
    2031-05-2X or 2031-06-03
    """

    readings: tuple[DateReading, ...] = ()
    first_of: tuple[Condition, ...] = ()
    words: str = ""
    cites: tuple[Cite, ...] = ()

    @classmethod
    def on(cls, text: str) -> When:
        """The day that one EDTF text states."""
        return cls((DateReading(Edtf.parse(text)),))

    @property
    def open(self) -> tuple[DateReading, ...]:
        """The readings that count: those not rejected.

        >>> first, second = Edtf.parse("2031-05-01"), Edtf.parse("2031-05-02")
        >>> print(*(one.is_ for one in When((DateReading(first), DateReading(second, rejected="A slip."))).open))
        2031-05-01
        """
        return tuple(reading for reading in self.readings if not reading.rejected)

    @property
    def first(self) -> date | None:
        """The first day it may be; None where some reading has no bound on that side, or a condition must be met.

        >>> When((DateReading(Edtf.parse("2031-05")), DateReading(Edtf.parse("2031-04-09")))).first
        datetime.date(2031, 4, 9)
        >>> When((DateReading(Edtf.parse("2031-05")), DateReading(Edtf.parse("../2031-04-09")))).first
        """
        bounds = [reading.is_.earliest for reading in self.open]
        known = [bound for bound in bounds if bound]
        return min(known) if known and len(known) == len(bounds) else None

    @property
    def last(self) -> date | None:
        """The last day it may be; None where some reading has no bound on that side, or a condition must be met.

        What began before the record begins, written `..`, did so before every day.

        >>> When.on("2031-05").last, When.on("2031-05-01/..").last, When.on("..").last
        (datetime.date(2031, 5, 31), None, datetime.date(1, 1, 1))
        """
        bounds = [date.min if reading.is_.text == ".." else reading.is_.latest for reading in self.open]
        known = [bound for bound in bounds if bound]
        return max(known) if known and len(known) == len(bounds) else None

    @property
    def only(self) -> date | None:
        """The day, where it can be but one.

        >>> When.on("2031-05-01").only, When.on("2031-05").only, When.on("..").only
        (datetime.date(2031, 5, 1), None, None)
        """
        return self.first if self.first == self.last else None

    def may_have_come(self, on: date) -> bool:
        """Whether it may have come by a day, under one reading or another.

        >>> [When.on("2031-05-2X").may_have_come(date(2031, 5, dom)) for dom in (19, 20)]
        [False, True]
        """
        return self.first is None or self.first <= on

    def has_come(self, on: date) -> bool:
        """Whether it has come by a day, under every reading.

        >>> [When.on("2031-05-2X").has_come(date(2031, 5, dom)) for dom in (28, 29)]
        [False, True]
        """
        return self.last is not None and self.last <= on

    @classmethod
    def longhand(cls, written: Any) -> Any:
        """A bare date, or `{is: date, words: …}`, as a day with one reading."""
        if isinstance(written, str):
            return {"readings": [{"is": written}]}
        if isinstance(written, dict) and "is" in written:
            return {**{k: v for k, v in written.items() if k != "is"}, "readings": [{"is": written["is"]}]}
        return written

    def __str__(self) -> str:
        return "on a condition" if self.first_of else " or ".join(str(reading.is_) for reading in self.open)

    @classmethod
    def shorthand(cls, long: dict[str, Any]) -> dict[str, Any]:
        """Text, the mapping with `is`, or that with readings or conditions."""
        one_day = {"is": _TEXT, **{name: long["properties"][name] for name in ("words", "cites")}}
        return {"anyOf": [_TEXT, _mapping(one_day, "is"), long]}


@dataclass(frozen=True)
class Reading(_Entry):
    """One answer to a contested fact, and who gives it."""

    id: str
    says: str
    cites: tuple[Cite, ...] = ()
    rejected: str = ""


@dataclass(frozen=True)
class Fact(_Entry):
    """A fact on which sources differ, or which none states: every reading is kept.

    Norms, effects, parties and parts of a scope hang on a reading by `under`.
    """

    id: str
    question: str
    readings: tuple[Reading, ...]

    @property
    def open(self) -> tuple[Reading, ...]:
        """The readings that count: those no editor rejected.

        >>> [one.id for one in Fact("f", "Which?", (Reading("a", "A"), Reading("b", "B", rejected="A slip."))).open]
        ['a']
        """
        return tuple(reading for reading in self.readings if not reading.rejected)


PLAINTIFFS, PLAINTIFFS_ON = "plaintiffs", "plaintiffs-on"


@dataclass(frozen=True)
class Product(_Entry):
    """A box of cells: all combinations of the terms named; an axis left out means everything.

    `plaintiffs` as an origin means the case's plaintiffs on the day asked;
    `plaintiffs-on: DATE` freezes them.
    """

    object: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    under: dict[str, str] = field(default_factory=dict)

    @classmethod
    def longhand(cls, written: Any) -> Any:
        """A single term as a list of one, and `{plaintiffs-on: DATE}` as the origin it means."""
        if not isinstance(written, dict):
            return written
        long = dict(written)
        for axis in ("object", "people", "origin", "purpose"):
            value = long.get(axis)
            if isinstance(value, dict) and list(value) == [PLAINTIFFS_ON]:
                long[axis] = [f"{PLAINTIFFS_ON} {value[PLAINTIFFS_ON]}"]
            elif isinstance(value, str):
                long[axis] = [value]
        return long

    @classmethod
    def shorthand(cls, long: dict[str, Any]) -> dict[str, Any]:
        """The mapping, with a term or a list of them on each axis, and frozen plaintiffs as origin."""
        axes = {axis: {"anyOf": [_TEXT, one]} for axis, one in long["properties"].items() if axis != "under"}
        axes["origin"]["anyOf"].append(_mapping({PLAINTIFFS_ON: _TEXT}, PLAINTIFFS_ON))
        return {**long, "properties": {**long["properties"], **axes}}


@dataclass(frozen=True)
class Norm(_Entry):
    """One permission, prohibition or duty read out of an instrument.

    `says` puts it in a plain sentence.  A norm without its own `cites` rests on
    those of its instrument.  `self_executing: no` marks a statute that needs a
    request, or whose bar depends on what other law provides: it never decides
    by itself.
    """

    id: str
    modality: Modality
    bearer: tuple[str, ...]
    action: tuple[Action, ...]
    says: str
    recipient: tuple[str, ...] = ()
    scope: tuple[Product, ...] = ()
    except_: tuple[Product, ...] = ()
    start: When | None = None
    end: When | None = None
    under: dict[str, str] = field(default_factory=dict)
    self_executing: bool = True
    relies_on: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    confidence: Confidence | None = None
    cites: tuple[Cite, ...] = ()
    notes: str = ""
    recorded: Edtf | None = None
    withdrawn: Withdrawn | None = None


@dataclass(frozen=True)
class Effect(_Entry):
    """What the instrument does to another, or to one norm of it (`path#norm`).

    `on` is the instrument's own first day unless said; `until` gives the new
    end of an extension, the end of a stay, or of a reinstatement.
    """

    verb: Verb
    target: str
    on: When | None = None
    end: When | None = None
    ab_initio: bool = False
    under: dict[str, str] = field(default_factory=dict)
    cites: tuple[Cite, ...] = ()
    notes: str = ""
    recorded: Edtf | None = None
    withdrawn: Withdrawn | None = None


@dataclass(frozen=True)
class Ask(_Entry):
    """The question of an example, in the words of the command line."""

    bearer: str
    on: str
    recipient: str = ""
    action: str = "share"
    object: str = ""
    people: str = ""
    origin: tuple[str, ...] = ()
    purpose: str = ""
    known: str = ""


@dataclass(frozen=True)
class Example(_Entry):
    """A question with the verdict the record must give; the checker runs it.

    `because`, where given, lists norms that must be among those relied on, and
    `hinges_on` facts that must be named.
    """

    ask: Ask
    verdict: Verdict
    because: tuple[str, ...] = ()
    hinges_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instrument(_Entry):
    """A dated legal paper; its `id` is its path.

    `links` gives its identifiers elsewhere, by scheme: `fr` (Federal Register
    document number), `uslm` (path in the United States Code or the CFR).
    """

    id: str
    title: str
    kind: Kind
    start: When
    cites: tuple[Cite, ...]
    confidence: Confidence
    recorded: Edtf
    issuer: str = ""
    end: When | None = None
    signed: When | None = None
    entry_number: str = ""
    citation: str = ""
    checked: Edtf | None = None
    norms: tuple[Norm, ...] = ()
    effects: tuple[Effect, ...] = ()
    contested: tuple[Fact, ...] = ()
    examples: tuple[Example, ...] = ()
    links: dict[str, str] = field(default_factory=dict)
    notes: str = ""
    withdrawn: Withdrawn | None = None

    @property
    def tier(self) -> Tier:
        """The tier of its kind."""
        return self.kind.tier

    @property
    def case(self) -> str:
        """The id of the case in whose folder it lies, or the empty string."""
        folder = self.id.rpartition("/")[0]
        return folder if folder.startswith("cases/") else ""


@dataclass(frozen=True)
class Party(_Entry):
    """The role an agent has in a case, from one day to another.

    `agent` is an agency or a place of the vocabularies; anyone else has a `name`.
    """

    role: Role
    agent: tuple[str, ...] = ()
    name: str = ""
    joined: When | None = None
    left: When | None = None
    under: dict[str, str] = field(default_factory=dict)
    cites: tuple[Cite, ...] = ()
    notes: str = ""


@dataclass(frozen=True)
class Event(_Entry):
    """Something on whose day another date waits; without `on` it has not happened, as far as the record knows."""

    id: str
    what: str
    on: When | None = None
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True)
class DocketEntry(_Entry):
    """One line of the court's register, or of the story around it, that has no file of its own.

    `re` names the lines it answers, by entry number or by instrument: a reply
    its motion, a ruling what it rules on.  Where it is given, the text is not asked.
    """

    on: Edtf
    what: str
    entry_number: str = ""
    instrument: str = ""
    re: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True)
class Related(_Entry):
    """Another case that hangs together with this one, and since when where a source says so.

    It is stated in one of the two files and holds for both.
    """

    case: str
    how: Relation = Relation.RELATED
    on: When | None = None
    cites: tuple[Cite, ...] = ()

    @classmethod
    def longhand(cls, written: Any) -> Any:
        """A bare case id as a related case."""
        return {"case": written} if isinstance(written, str) else written


@dataclass(frozen=True)
class Judge(_Entry):
    """Who sat in a case, from one day to another."""

    name: str
    start: When | None = None
    end: When | None = None
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True)
class Case(_Entry):
    """A proceeding in one court under one docket number; its `id` is its folder.

    `checked` is the last day up to which its sources were searched.  `judges`
    is for a case that went from one judge to another; else `judge` says who sits.
    """

    id: str
    title: str
    court: str
    docket_number: str
    checked: Edtf
    cites: tuple[Cite, ...]
    filed: When
    judge: str = ""
    short: str = ""
    subject: str = ""
    closed: When | None = None
    parties: tuple[Party, ...] = ()
    events: tuple[Event, ...] = ()
    contested: tuple[Fact, ...] = ()
    related: tuple[Related, ...] = ()
    judges: tuple[Judge, ...] = ()
    open_questions: tuple[str, ...] = ()
    docket: tuple[DocketEntry, ...] = ()
    examples: tuple[Example, ...] = ()
    links: dict[str, str] = field(default_factory=dict)
    notes: str = ""
    recorded: Edtf | None = None


@dataclass(frozen=True)
class Holding(_Entry):
    """What a later ruling said of a disclosure, in a sentence.

    It says how a court saw the deed and never what was in force on the day of
    it.  `by` is the ruling, whose cites bear it out where it has none of its
    own; `on` is the ruling's own first day unless said.
    """

    by: str
    says: str
    on: When | None = None
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True)
class Disclosure(_Entry):
    """Data that *was* shared or used: what happened, never what was allowed."""

    id: str
    title: str
    on: When
    bearer: tuple[str, ...]
    cites: tuple[Cite, ...]
    confidence: Confidence
    recorded: Edtf
    recipient: tuple[str, ...] = ()
    action: Action = Action.SHARE
    scope: tuple[Product, ...] = ()
    said_later: tuple[Holding, ...] = ()
    contested: tuple[Fact, ...] = ()
    notes: str = ""
