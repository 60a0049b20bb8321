"""The record with its faces: what `import graph` gives.

Thin on purpose: every method is one call into the layer that does the work.
Pandas, NetworkX and xarray are imported only by the methods that return their objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from .corpus import Corpus
from .dates import parse_day
from .reasoning import reason
from .reasoning import timeline as history
from .reasoning.question import Question, question, resolve
from .record import load as loading
from .text import chronicle, data, html, report, sentence

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from rdflib import Dataset

    from .analysis.outlook import Outlook
    from .analysis.paths import Journey
    from .proof.reproduce import Reproduction
    from .readable import Exposure
    from .readable import Path as DataPath


class Answer(reason.Answer):
    """An answer that can be read: printed, shown in a notebook, turned into JSON or a table."""

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON, schema 1."""
        return data.to_dict(self)

    def to_frame(self) -> pd.DataFrame:
        """The answer as a table: one row for each cell, categorical terms, dates as datetimes."""
        from .frames import answer_frame

        return answer_frame(self)

    def to_matrix(self) -> pd.DataFrame:
        """The verdicts as data × classes of people, for one state or for all that agree."""
        from .frames import answer_matrix

        return answer_matrix(self)

    def cite(self, accessed: date | str, form: str = "text") -> str:
        """The citation of the answer as read on a day: as `text`, `bibtex` or `csl-json`."""
        from .proof.citation import cite

        return cite(self, parse_day(accessed, "accessed"), form)

    def flips(self) -> Outlook:
        """The fewest papers or facts that would flip the verdict of the one cell asked about, and when it could flip.

        Raises:
            QuestionError: if the question does not pin one cell, or cells that no norm tells apart.
        """
        from .analysis.outlook import outlook

        return outlook(self)

    def to_bundle(self) -> dict[str, Any]:
        """The answer with every record it rests on, as JSON that `couldshare verify` checks without the reasoner."""
        from .proof.bundle import bundle

        return bundle(self)

    def to_markdown(self) -> str:
        """The answer as a page of Markdown."""
        return report.text(self, markdown=True)

    @property
    def summary(self) -> str:
        """One or two sentences of plain English."""
        return sentence.summary(self)

    def __str__(self) -> str:
        return report.text(self)

    def __repr__(self) -> str:
        return f"<Answer: {self.summary}>"

    def _repr_html_(self) -> str:
        return html.card(self)


class Timeline(history.Timeline):
    """A timeline that can be read."""

    def to_dict(self) -> dict[str, Any]:
        """The timeline as JSON, schema 1."""
        return chronicle.timeline_dict(self)

    def to_frame(self) -> pd.DataFrame:
        """The timeline as a table: one row for each segment of each cell."""
        from .frames import timeline_frame

        return timeline_frame(self)

    def __str__(self) -> str:
        return chronicle.timeline_text(self)

    def __repr__(self) -> str:
        return f"<Timeline: {len(self.strands)} strands, {len(self.flips)} flips>"


class Changes(tuple[history.Change, ...]):
    """What changed between two days, readable."""

    corpus: Corpus
    question: Question
    before: date

    def to_frame(self) -> pd.DataFrame:
        """The changes as a table: one row for each cell that changed."""
        from .frames import changes_frame

        return changes_frame(self.corpus, self)

    def to_dict(self) -> dict[str, Any]:
        """The changes as JSON, schema 1."""
        asked = self.question.to_dict()
        return {
            "schema": 1,
            "question": {key: value for key, value in asked.items() if key != "on"},
            "from": self.before.isoformat(),
            "to": asked["on"],
            "changes": [chronicle.change_dict(self.corpus, change) for change in self],
            "corpus": {"version": self.corpus.version, "digest": self.corpus.digest},
        }

    def text(self, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
        """The changes as a page."""
        line = history.timeline(self.corpus, self.question)
        return chronicle.changes_text(
            self.corpus, self.question, self.before, self, line.channel.cases, line.masks,
            width, colour=colour, markdown=markdown,
        )  # fmt: skip

    def __str__(self) -> str:
        return self.text()


class Record(Corpus):
    """A corpus that answers: what `graph.load` returns."""

    def question(self, bearer: str, recipient: str | None = None, **asked: Any) -> Question:
        """The question that these names put to this record."""
        return question(self, bearer, recipient, **asked)

    def ask(self, bearer: str, recipient: str | None = None, *, on: date | str, **asked: Any) -> Answer:
        """What the bearer could share with the recipient on a day, cell by cell.

        Further parts of a question are `action`, `object`, `people`, `origin`,
        `purpose` and `known`; each takes the names people use.

        >>> record = load()
        >>> record.ask("CMS", "ICE", on="2025-08-13", origin="CA").verdict
        <Verdict.PROHIBITED: 'prohibited'>

        Raises:
            NotFound: if a name is unknown or ambiguous.
            QuestionError: if the parts do not make a question.
        """
        return self.answer(question(self, bearer, recipient, on=on, **asked))

    def answer(self, asked: Question) -> Answer:
        """The answer to a question of this record, as `question` or `english.read` gives it."""
        corpus = self.as_known(asked.known) if asked.known else self
        channel = reason.channel_of(corpus, asked.action, asked.bearer, asked.recipient)
        return Answer(corpus, asked, channel, reason.masks_of(channel, asked))

    def flips(self, bearer: str, recipient: str | None = None, *, on: date | str, **asked: Any) -> Outlook:
        """What would flip the verdict of one cell on a day, and when it could; see `Answer.flips`."""
        return self.ask(bearer, recipient, on=on, **asked).flips()

    def timeline(self, bearer: str, recipient: str | None = None, **asked: Any) -> Timeline:
        """The history of the answer for every cell asked about, with every flip and its cause."""
        asked_ = question(self, bearer, recipient, on=date.min, **asked)
        corpus = self.as_known(asked_.known) if asked_.known else self
        channel = reason.channel_of(corpus, asked_.action, asked_.bearer, asked_.recipient)
        return Timeline(corpus, asked_, channel, reason.masks_of(channel, asked_))

    def changes(
        self, bearer: str, recipient: str | None, before: date | str, after: date | str, **asked: Any
    ) -> Changes:
        """The cells whose answer differs between two days, and why."""
        asked_ = question(self, bearer, recipient, on=after, **asked)
        corpus = self.as_known(asked_.known) if asked_.known else self
        out = Changes(history.changes(corpus, asked_, parse_day(before, "from"), asked_.on))
        out.corpus, out.question, out.before = corpus, asked_, parse_day(before, "from")
        return out

    def as_known(self, on: date | str) -> Self:
        """The record as the public could know it at the end of a day; kept, since it is asked again and again."""
        day = parse_day(on, "known")
        kept: dict[date, Self] = self._narrowed
        if day not in kept:
            kept[day] = super().as_known(day)
        return kept[day]

    @cached_property
    def _narrowed(self) -> dict[date, Any]:
        return {}

    def laid_over(self, folder: str | Path) -> Self:
        """The record with a private folder of drafts or other readings laid over it; it is never merged into it."""
        return loading.lay_over(self, folder)

    def suppose(self, *, without: Iterable[str] = (), add: str | Path | Iterable[str | Path] = ()) -> Self:
        """The record as it would be without some instruments, norms or cases, or with draft files added.

        No verdict and no reason moves on any day before the first on which something left out or added could
        act: its own first day, that of a paper it undoes from the start, or that of one that hangs on a fact it holds.

        Raises:
            NotFound: if something to leave out is not there.
            DataError: if a draft has problems.
        """
        out = self.without(without)
        for file in [add] if isinstance(add, str | Path) else add:
            out = loading.add(out, file)
        return out

    def exposure(
        self, bearer: str, recipient: str | None, start: date | str, end: date | str, **asked: Any
    ) -> Exposure:
        """For how many days each class of cells was open, claimed, unsettled, closed or silent, up to `end`."""
        from .analysis.exposure import exposure
        from .readable import Exposure

        first, last = parse_day(start, "start"), parse_day(end, "end")
        return Exposure(**vars(exposure(self.timeline(bearer, recipient, **asked), first, last)))

    def path(
        self,
        *agents: str,
        start: date | str,
        end: date | str,
        purposes: Iterable[str] = (),
        passing: Iterable[str] = ("permitted",),
        **asked: Any,
    ) -> DataPath:
        """The path of data through these agencies, each hop on the first day on which it was open, up to `end`.

        `purposes` gives each hop its own; `passing` are the verdicts that open a hop.
        """
        from .analysis import paths
        from .readable import Path as DataPath

        names = [resolve(self, "agency", one) for one in agents]
        journey = self._journey(names[:1], start, end, passing, asked)
        found = paths.path(journey, names, [resolve(self, "purpose", one) for one in purposes])
        return DataPath(**vars(found))

    def route(
        self,
        source: str,
        target: str,
        *,
        start: date | str,
        end: date | str,
        passing: Iterable[str] = ("permitted",),
        **asked: Any,
    ) -> DataPath:
        """The earliest path of data from one agency to another; where there is none, the hop that is closed."""
        from .analysis import paths
        from .readable import Path as DataPath

        names = [resolve(self, "agency", one) for one in (source, target)]
        journey = self._journey(names, start, end, passing, asked)
        return DataPath(**vars(paths.route(journey, *names)))

    def reach(
        self,
        source: str,
        *,
        start: date | str,
        end: date | str,
        passing: Iterable[str] = ("permitted",),
        **asked: Any,
    ) -> dict[str, DataPath]:
        """The earliest path to every agency that the data could reach, in the order of their arrival."""
        from .analysis import paths
        from .readable import Path as DataPath

        names = [resolve(self, "agency", source)]
        found = paths.reach(self._journey(names, start, end, passing, asked), names[0])
        return {agent: DataPath(**vars(one)) for agent, one in found.items()}

    def _journey(
        self, agents: Sequence[str], start: date | str, end: date | str, passing: Iterable[str], asked: dict[str, Any]
    ) -> Journey:
        """What travels; whom it is for does not matter to that."""
        from .analysis.paths import Journey

        put = question(self, agents[0], agents[-1], on=parse_day(start, "start"), **asked)
        corpus = self.as_known(put.known) if put.known else self
        return Journey.of(corpus, put, parse_day(end, "end"), passing)

    def norms_frame(
        self, *, bearer: str | None = None, recipient: str | None = None, on: date | str | None = None
    ) -> pd.DataFrame:
        """One row for each norm that binds the bearer, speaks of the recipient and may have spoken on the day."""
        from .frames import norms_frame

        return norms_frame(self, bearer=bearer, recipient=recipient, on=parse_day(on) if on is not None else None)

    def cases_frame(self) -> pd.DataFrame:
        """One row for each case."""
        from .frames import cases_frame

        return cases_frame(self)

    def disclosures_frame(self) -> pd.DataFrame:
        """One row for each disclosure on record."""
        from .frames import disclosures_frame

        return disclosures_frame(self)

    def deciders_frame(self, on: date | str) -> pd.DataFrame:
        """One row for each paper that decides an answer on a day, those that decide most first."""
        from .frames import deciders_frame

        return deciders_frame(self, parse_day(on))

    def reproduce(self, citation: str) -> Reproduction:
        """The question of a citation put again: the same answer, or what differs."""
        from .proof.reproduce import reproduce

        return reproduce(self, citation)

    def to_rdf(self) -> Dataset:
        """The record as an rdflib `Dataset`, one named graph a file, with Oxigraph underneath."""
        from .rdf.dataset import to_rdf

        return to_rdf(self)

    def sparql(self, text: str, *, endpoint: str = "") -> pd.DataFrame:
        """The table that a SPARQL query gives, of this record or at an endpoint where it is published.

        Raises:
            QueryError: if the query is malformed or asks for what it may not.
            EndpointError: if the endpoint does not answer as one should.
        """
        from .rdf.remote import put

        return put(self, text, endpoint).to_frame()

    def query(self, name: str, *, endpoint: str = "", **given: Any) -> pd.DataFrame:
        """The table that a named query of the catalogue gives, in the ids by which other views name the same things.

        Raises:
            NotFound: if there is no such query, or a name means nothing.
            QuestionError: if a parameter is missing or not of its kind.
        """
        from .rdf.catalogue import query

        return query(name).run(self, endpoint=endpoint, **given).to_frame(short=True)

    def to_networkx(self, on: date | str | None = None, known: date | str | None = None) -> nx.MultiDiGraph:
        """The record as a graph of typed nodes and dated edges.

        With `on`, only what may have been operative on that day; with `known`,
        only what the public could know by that day.
        """
        from .analysis.network import to_networkx

        return to_networkx(self.as_known(known) if known else self, parse_day(on) if on is not None else None)

    def conflicts(self, on: date | str) -> nx.MultiDiGraph:
        """The papers that say different things of one cell on a day, and whose papers they are."""
        from .analysis.deciders import conflicts

        return conflicts(self, parse_day(on))


def load(folder: str | Path | None = None, *, overlay: str | Path | None = None, cache: bool = True) -> Record:
    """The record of a folder, by default the one beside the package, with a private overlay laid over it.

    >>> load().case("california-v-hhs").docket_number
    '3:25-cv-05536-VC'

    Raises:
        DataError: if anything in the folder is wrong; it lists every problem.
    """
    return loading.load(folder, Record, overlay=overlay, cache=cache)
