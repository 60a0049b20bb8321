"""Whether the record gives the answers it states, after all that loading checks.

Loading finds what is wrong with a file; checking asks the record its own
examples and looks for what only reasoning can see.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, prod
from pathlib import Path

from .api import Record
from .errors import GraphError, Problem
from .model import Example, Verb
from .reasoning.choir import MAX_WORLDS
from .reasoning.operative import lifecycles, worlds
from .record.checks import Origin
from .record.compose import compose
from .record.load import digest_of, read_folder, shipped

# More doubts than this on one instrument, and the readings can no longer be gone through one by one.


def check(folder: str | Path | None = None) -> tuple[list[Problem], int]:
    """Every problem of a record, and how many examples were asked."""
    files, problems = read_folder(Path(folder) if folder else shipped())
    corpus, found = compose(files, digest_of(files), unread=problems)
    problems += found
    if problems:
        return sorted(problems), 0
    record = Record(**{name: getattr(corpus, name) for name in corpus.__dataclass_fields__})
    origins = {
        path.removesuffix("/case.yaml").removesuffix(".yaml"): Origin(path, data) for path, data in files.items()
    }
    asked = list(_examples(record))
    problems += [problem for id, n, example in asked for problem in _ask(record, origins[id], n, example)]
    problems += _too_doubtful(record, origins)
    problems += _late_extensions(record, origins)
    return sorted(problems), len(asked)


def _examples(record: Record) -> Iterator[tuple[str, int, Example]]:
    for records in (record.cases, record.instruments):
        for id, one in records.items():
            for n, example in enumerate(one.examples):
                yield id, n, example


def _ask(record: Record, origin: Origin, n: int, example: Example) -> Iterator[Problem]:
    """The problems of one example: it cannot be asked, or the record answers otherwise."""
    asked = example.ask

    def problem(message: str, remedy: str) -> Problem:
        return Problem(origin.path, origin.lines.of(("examples", n)), "example", message, remedy)

    try:
        answer = record.ask(
            asked.bearer, asked.recipient or None, on=asked.on, action=asked.action, object=asked.object or None,
            people=asked.people or None, origin=asked.origin or None, purpose=asked.purpose or None,
            known=asked.known or None,
        )  # fmt: skip
    except GraphError as error:
        yield problem(f"the example cannot be asked: {error}", "mend the question")
        return
    found = {region.verdict for region in answer.regions}
    if found != {example.verdict}:
        why = sorted(
            {f"{r.verdict} by {', '.join(x.id for x in r.finding.because) or 'nothing'}" for r in answer.regions}
        )
        yield problem(
            f"on {asked.on} the record says {'; '.join(why)}, and the example {example.verdict}",
            "mend the norms, or the example if the facts say otherwise",
        )
    for region in answer.regions:
        reasons = {reason.id for reason in region.finding.because}
        facts = {hinge.fact for hinge in region.finding.hinges_on}
        for norm in set(example.because) - reasons:
            yield problem(
                f"the answer does not rest on {norm} but on {', '.join(sorted(reasons)) or 'nothing'}", "mend 'because'"
            )
        for fact in set(example.hinges_on) - facts:
            yield problem(
                f"the answer does not hinge on {fact} but on {', '.join(sorted(facts)) or 'nothing'}",
                "mend 'hinges-on'",
            )


def _too_doubtful(record: Record, origins: dict[str, Origin]) -> Iterator[Problem]:
    lives = lifecycles(record)
    for id in record.instruments:
        doubts = lives.doubts(id)
        count = prod(len(doubt.readings) for doubt in doubts.values())
        if count > MAX_WORLDS:
            yield Problem(
                origins[id].path, 1, "too-doubtful", f"{id} depends on {len(doubts)} doubts, {count:,} readings in all",
                "reject readings that the better sources rule out",
            )  # fmt: skip


def _late_extensions(record: Record, origins: dict[str, Origin]) -> Iterator[Problem]:
    """Extensions that under no reading reach their target while it runs."""
    lives = lifecycles(record)
    for id, one in record.instruments.items():
        for n, effect in enumerate(one.effects):
            target = effect.target.partition("#")[0]
            if effect.verb is not Verb.EXTENDS or target not in record.instruments:
                continue
            without = lifecycles(record.without([id]))
            reach = any(
                start <= lives.ordinal(effect.on or one.start, f"{id}#from", world, default=-inf) < end
                for world in worlds({**lives.doubts(id), **without.doubts(target)})
                for start, end in without.operative(target, world)
            )
            if not reach:
                yield Problem(
                    origins[id].path, origins[id].lines.of(("effects", n)), "extends-ended",
                    f"{id} extends {target} after its end", "check both dates, or say `reinstates`",
                )  # fmt: skip
