"""Whether a proof bundle holds: by itself, and against a record.

The independent checker says whether the answer follows from the records in the
bundle; here it is asked whether the bundle is what was sealed, whether those
records still stand, and whether the question is still answered so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .api import Answer, Record
from .corpus import Corpus
from .errors import BundleError, NotFound, QuestionError
from .proof.bundle import bundle, standing
from .proof.seal import MAX_BYTES, broken, canonical, digest, read
from .proof.spelled import content, term
from .rdf import nanopub
from .record.disk import write_whole
from .text.page import Page
from .verify import Fault, Malformed, verify

PROOF_COLUMNS = ("check", "where", "message")


@dataclass(frozen=True)
class Proof:
    """What came of the checks of a bundle: the faults in it, and what differs from the record.

    `moved` are records that no longer stand as the bundle has them; `differs`
    parts of the answer that are now given otherwise.
    """

    told: str
    faults: tuple[Fault, ...]
    moved: tuple[Fault, ...]
    differs: tuple[Fault, ...]
    same_record: bool
    records: int

    @property
    def holds(self) -> bool:
        """Whether the bundle is sound and the record still bears it out."""
        return not self.every

    @property
    def every(self) -> tuple[Fault, ...]:
        """All that was found."""
        return (*self.faults, *self.moved, *self.differs)

    def __str__(self) -> str:
        return proof_text(self)


def written(answer: Answer, file: Path) -> Path:
    """The file to which the proof of an answer was written, whole or not at all: JSON, or TriG if its name ends so."""
    whole = answer.to_bundle()
    text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    return write_whole(file, nanopub.trig(whole) if file.suffix == ".trig" else text.encode())


def prove(record: Record, file: str | Path) -> Proof:
    """The proof bundle of a file, JSON or TriG, checked by itself and against a record.

    Raises:
        BundleError: if the file holds no bundle, or one that cannot be worked through.
    """
    try:
        return check(record, *_opened(Path(file)))
    except Malformed as error:
        raise BundleError(f"{Path(file).name}: {error}") from None


def _opened(file: Path) -> tuple[dict[str, Any], list[Fault]]:
    """The bundle in a file, and whether a TriG around it says something else."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise Malformed(f"the file has more than {MAX_BYTES:,} bytes, more than any bundle needs")
        data = file.read_bytes()
    except OSError as error:
        raise Malformed(f"the file cannot be read: {error.strerror}") from None
    return nanopub.opened(data) if file.suffix == ".trig" else (read(data), [])


def check(record: Record, whole: dict[str, Any], around: list[Fault] | None = None) -> Proof:
    """A bundle checked by itself and against a record; `around` are faults found while it was opened.

    Raises:
        Malformed: if the bundle is not of the form its schema states.
    """
    faults = (*(around or ()), *sound(whole))
    answer, known = whole["answer"], whole["question"]["known"]
    moved = tuple(_moved(record.as_known(known) if known else record, whole["records"]))
    differs = tuple(_differs(record, whole))
    same = answer["corpus"] == {"version": record.version, "digest": record.digest}
    return Proof(str(answer["summary"]), faults, moved, differs, same, len(whole["records"]))


def sound(whole: dict[str, Any]) -> list[Fault]:
    """What is wrong with a bundle by itself: a seal that is broken, or else an answer that does not follow.

    Raises:
        Malformed: if the bundle is not of the form its schema states.
    """
    # What is inside is not looked at where it is not what was sealed.
    return [*broken(whole)] or verify(whole)


def _moved(corpus: Corpus, records: list[dict[str, Any]]) -> Iterator[Fault]:
    """The records of a bundle that do not stand in a corpus with the same content."""
    now = {(kind, id): said for kind, id, said in standing(corpus, {one["id"].partition("#")[0] for one in records})}
    trees = {"agency": corpus.agents, **corpus.trees}
    for one in records:
        kind, id = one["kind"], one["id"]
        stands = now.get((kind, id))
        if kind == "source" and id in corpus.sources:
            stands = content(corpus.sources[id])
        if kind in trees and id in trees[kind].terms:
            stands = term(trees[kind], id)
        # A date in doubt is read out of records that stand here too, and is asked again with the question.
        if stands is None and kind != "date":
            yield Fault("record", f"{kind} {id}", "it is not on record")
        elif stands is not None and digest(stands) != digest(one["content"]):
            yield Fault("record", f"{kind} {id}", "it does not stand so on record")


def _differs(record: Record, whole: dict[str, Any]) -> Iterator[Fault]:
    """The parts of a bundle's answer that the record now gives otherwise."""
    asked = dict(whole["question"])
    try:
        fresh = bundle(record.ask(asked.pop("bearer"), asked.pop("recipient"), **asked))
    except (NotFound, QuestionError) as error:
        yield Fault("answer", "question", f"it can no longer be asked: {error}")
        return
    held = {(one["kind"], one["id"]): one["digest"] for one in whole["records"]}
    for kind, id, sealed in ((one["kind"], one["id"], one["digest"]) for one in fresh["records"]):
        if (kind, id) not in held:
            yield Fault("answer", f"{kind} {id}", "the answer rests on it too, and the bundle does not have it")
        elif kind == "date" and held[kind, id] != sealed:
            yield Fault("answer", f"{kind} {id}", "its readings are now others")
    of = whole["answer"]["corpus"]
    if of["digest"] == record.digest and of["version"] != record.version:
        yield Fault("answer", "corpus", f"this very record is version {record.version}, not {of['version']}")
    for part in ("asked", "answer"):
        for name in {**whole[part], **fresh[part]}:
            before, after = whole[part].get(name), fresh[part].get(name)
            if name != "corpus" and canonical(before) != canonical(after):
                yield Fault("answer", name, _difference(before, after))


def _difference(before: Any, after: Any) -> str:
    """What the record says now instead; for regions, the first that differs and in what."""
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        n = next(
            n for n, pair in enumerate(zip(before, after, strict=True)) if canonical(pair[0]) != canonical(pair[1])
        )
        if isinstance(before[n], dict) and isinstance(after[n], dict):
            names = [name for name in after[n] if canonical(before[n].get(name)) != canonical(after[n][name])]
            return f"number {n} differs in {', '.join(names)}"
    return f"the record now says {canonical(after)[:200]}"


# --- readings -----------------------------------------------------------------


def proof_rows(found: Proof) -> Iterator[dict[str, Any]]:
    """One row for each check that failed, in the columns of `PROOF_COLUMNS`."""
    yield from (one._asdict() for one in found.every)


def proof_dict(found: Proof) -> dict[str, Any]:
    """The outcome as JSON, schema 1."""
    return {
        "schema": 1,
        "holds": found.holds,
        "sound": not found.faults,
        "records_stand": not found.moved,
        "answer": "differs" if found.differs else "same",
        "same_record": found.same_record,
        "records": found.records,
        "failed": list(proof_rows(found)),
    }


def proof_text(found: Proof, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The outcome as a page."""
    page = Page(width, colour=colour, markdown=markdown)
    page.text(found.told)
    page.gap()
    sound = "follows from the records in the bundle, worked out without the reasoner"
    page.item("Bundle", f"sound: the answer {sound}" if not found.faults else "NOT SOUND:")
    for one in found.faults:
        page.sub(f"{one.check}, {one.where}: {one.message}")
    page.item(
        "Records", f"all {found.records} stand on record as the bundle has them" if not found.moved else "CHANGED:"
    )
    for one in found.moved:
        page.sub(f"{one.where}: {one.message}")
    where = "by the same record" if found.same_record else "by this record, which is another version"
    page.item("Answer", f"same: still given {where}" if not found.differs else "differs:")
    for one in found.differs:
        page.sub(f"{one.where}: {one.message}")
    return str(page)
