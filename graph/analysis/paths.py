"""Paths of data through time: from one agency to the next, each hop no earlier than the one before.

The data travel as a whole: a hop is open on a day when each of their cells has
a verdict that lets it pass.  An agency that keeps such data of its own shares
them; one that only received them passes them on, which other norms bind.  That
a path is open says what could be done and never what was.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import networkx as nx

from ..boxes import Box, size
from ..corpus import Corpus, once
from ..errors import QuestionError
from ..model import PERMISSIONS, Action, Verdict
from ..reasoning.finding import Reason
from ..reasoning.question import Question
from ..reasoning.reason import Grid, channel_of, masks_of

PASSING = frozenset({Verdict.PERMITTED})
"""The verdicts that let data pass, unless others are named."""


@dataclass(frozen=True)
class Journey:
    """What travels, what for, from which day up to and not including which, and the verdicts that let it pass."""

    corpus: Corpus
    cells: Box
    purpose: str
    start: date
    end: date
    passing: frozenset[Verdict] = PASSING

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise QuestionError(
                "end", f"a path lies between a day and a later one; {self.end} is not after {self.start}"
            )

    @classmethod
    def of(cls, corpus: Corpus, asked: Question, end: date, passing: Iterable[str] = PASSING) -> Journey:
        """The journey of the cells of a question, from its day on.

        Raises:
            QuestionError: if the end is not after the day asked about.
        """
        cells = masks_of(channel_of(corpus, asked.action, asked.bearer, asked.recipient), asked)
        return cls(corpus, cells, asked.purpose, asked.on, end, frozenset(map(Verdict, passing)))


@dataclass(frozen=True)
class Hop:
    """One step of a path.

    `ready` is the first day on which the data could be with the bearer, `day`
    the first from then on which the hop was open, None if there is none.
    `verdicts`, `open_cells` and `because` tell of `day`, or of `ready` where
    the hop never opened: then `because` holds what stood in the way.
    """

    channel: Grid
    purpose: str
    ready: date
    day: date | None
    verdicts: tuple[Verdict, ...]
    open_cells: int
    cells: int
    because: tuple[Reason, ...]

    @property
    def bearer(self) -> str:
        """Who would give the data."""
        return self.channel.bearer

    @property
    def recipient(self) -> str:
        """Who would get them."""
        return self.channel.recipient or ""


@dataclass(frozen=True)
class Path:
    """Hops in order; those after a closed one are told as if it had been passed without losing a day."""

    journey: Journey
    hops: tuple[Hop, ...]

    @property
    def closed(self) -> Hop | None:
        """The first hop that never opened; None if the data could arrive."""
        return next((hop for hop in self.hops if hop.day is None), None)

    @property
    def arrives(self) -> date | None:
        """The earliest day on which the data could arrive."""
        return None if self.closed else self.hops[-1].day


def path(journey: Journey, agents: Sequence[str], purposes: Sequence[str] = ()) -> Path:
    """The path through these agents, each hop taken on the first day on which it was open.

    `purposes` gives each hop its own, where they differ: what a state reports
    to run a program may be asked for later to enforce another law.

    Raises:
        QuestionError: if there are fewer than two agents, one stands next to itself,
            or the purposes are not one a hop.
    """
    if len(agents) < 2 or any(one == other for one, other in pairwise(agents)):
        raise QuestionError(
            "agents", "a path leads from one agency to another: name at least two, no two alike in a row"
        )
    if purposes and len(purposes) != len(agents) - 1:
        raise QuestionError("purpose", f"name one purpose for all hops or one for each of the {len(agents) - 1}")
    hops: list[Hop] = []
    ready = journey.start
    for n, (bearer, recipient) in enumerate(pairwise(agents)):
        hop = _hop(journey, bearer, recipient, purposes[n] if purposes else journey.purpose, ready)
        hops.append(hop)
        ready = hop.day or ready
    return Path(journey, tuple(hops))


def reach(journey: Journey, source: str) -> dict[str, Path]:
    """The earliest path to every agency that the data could reach, in the order of their arrival.

    Found as a shortest path is, with days for distances: data that arrive
    earlier can go on no later.
    """
    roads = network(journey.corpus)
    found: dict[str, tuple[Hop, ...]] = {}
    queue: list[tuple[date, int, str, tuple[Hop, ...]]] = [(journey.start, 0, source, ())]
    while queue:
        ready, _, agent, hops = heapq.heappop(queue)
        if agent in found:
            continue
        found[agent] = hops
        for recipient in roads.successors(agent) if agent in roads else ():
            if recipient not in found:
                hop = _hop(journey, agent, recipient, journey.purpose, ready)
                if hop.day:
                    heapq.heappush(queue, (hop.day, len(hops) + 1, recipient, (*hops, hop)))
    return {agent: Path(journey, hops) for agent, hops in found.items() if hops}


def route(journey: Journey, source: str, target: str) -> Path:
    """The earliest path from one agency to another; where there is none, the shortest, with the hop that is closed.

    Where no norm ever spoke of a way, that is the hop from the one to the other.
    """
    if found := reach(journey, source).get(target):
        return found
    roads = network(journey.corpus)
    spoken = source in roads and target in roads and nx.has_path(roads, source, target)
    return path(journey, nx.shortest_path(roads, source, target) if spoken else (source, target))


@once
def network(corpus: Corpus) -> nx.DiGraph:
    """Who was ever allowed or bound to give data to whom: an edge for each pair that a permission or duty reaches.

    A norm on a body binds its components, and one towards it reaches them; one
    that names no recipient leads to every agency.  The `norms` of an edge are
    their ids, as text.
    """
    graph = nx.DiGraph()
    for instrument, norm in corpus.norms():
        if norm.modality in PERMISSIONS and {Action.SHARE, Action.ONWARD_SHARE} & set(norm.action):
            takers = _components(corpus, norm.recipient) if norm.recipient else list(corpus.agencies)
            _lay(graph, _components(corpus, norm.bearer), takers, f"{instrument.id}#{norm.id}")
    return graph


def _lay(graph: nx.DiGraph, givers: Iterable[str], takers: Collection[str], norm: str) -> None:
    for bearer in givers:
        for recipient in takers:
            if bearer != recipient:
                norms = graph.edges[bearer, recipient]["norms"] if graph.has_edge(bearer, recipient) else ""
                graph.add_edge(bearer, recipient, norms=f"{norms} {norm}".strip())


def _components(corpus: Corpus, ids: Iterable[str]) -> list[str]:
    wanted = set(ids)
    return [agent for agent in corpus.agents.terms if wanted & set(corpus.agents.lineage(agent))]


def _hop(journey: Journey, bearer: str, recipient: str, purpose: str, ready: date) -> Hop:
    """The hop between two agents, from the day on which the data are ready."""
    corpus, passing = journey.corpus, journey.passing
    action = Action.SHARE if _keeps(corpus, bearer, journey.cells[0]) else Action.ONWARD_SHARE
    channel = channel_of(corpus, action, bearer, recipient)
    cells = list(channel.cells((*journey.cells[:3], corpus.trees["purpose"].mask(purpose))))
    first, last = channel.segment(ready), channel.segment(journey.end - timedelta(days=1))
    lets_pass = (s for s in range(first, last + 1) if all(channel.finding(s, o).verdict in passing for _, o in cells))
    opened = next(lets_pass, None)
    told = first if opened is None else opened
    found = [(channel.finding(told, over), size(box)) for box, over in cells]
    speaking = [one for one, _ in found if opened is not None or one.verdict not in passing]
    begins = channel.days(told, told)[0]
    return Hop(
        channel=channel,
        purpose=purpose,
        ready=ready,
        day=None if opened is None else max(ready, begins or ready),
        verdicts=tuple(sorted({one.verdict for one, _ in found}, key=list(Verdict).index)),
        open_cells=sum(count for one, count in found if one.verdict in passing),
        cells=sum(count for _, count in found),
        because=tuple({r.id: r for one in speaking for r in one.because if r.role == "decides"}.values()),
    )


def _keeps(corpus: Corpus, agent: str, objects: int) -> bool:
    """Whether an agency, a body it belongs to or a component of it keeps data of these kinds of its own."""
    agents = corpus.agents
    near = [*agents.lineage(agent), *(id for id in agents.terms if agent in agents.lineage(id))]
    kept = corpus.trees["object"].masks(held for id in near for held in agents.terms[id].holds)
    return not objects & ~kept
