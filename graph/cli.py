"""The command line: every face of the record that fits a terminal.

Exit 0: answered, or clean.  Exit 1: problems in the record.  Exit 2: wrong
usage.  Libraries are imported inside the commands that need them, so that a
one-line answer costs little more than Python itself.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import DataError, GraphError

FORMATS = ("text", "json", "csv", "markdown")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = _parser()
    asked = parser.parse_args(argv)
    try:
        return int(asked.run(asked))
    except DataError as error:
        return _problems(error.problems, asked.format)
    except (GraphError, BrokenPipeError) as error:
        if isinstance(error, BrokenPipeError):
            # The reader (say, `head`) has gone: nothing more to say, and nothing to flush.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        print(f"couldshare: {error}", file=sys.stderr)
        return 2


# --- the commands -------------------------------------------------------------


def ask(asked: argparse.Namespace) -> int:
    """What could one agency share with another, on a day?"""
    from . import report

    answer = _record(asked).ask(asked.bearer, asked.recipient, on=asked.on, **_parts(asked))
    _print(
        asked,
        text=lambda **how: report.text(answer, **how),
        data=lambda: report.to_dict(answer),
        rows=lambda: (report.COLUMNS, report.rows(answer)),
    )
    return 0


def timeline(asked: argparse.Namespace) -> int:
    """How did the answer change through time, and what changed it?"""
    from . import chronicle

    line = _record(asked).timeline(asked.bearer, asked.recipient, **_parts(asked))
    _print(
        asked,
        text=lambda **how: chronicle.timeline_text(line, **how),
        data=line.to_dict,
        rows=lambda: (chronicle.TIMELINE_COLUMNS, chronicle.timeline_rows(line)),
    )
    return 0


def changes(asked: argparse.Namespace) -> int:
    """What changed between two days, for which cells, and why?"""
    from . import chronicle

    found = _record(asked).changes(asked.bearer, asked.recipient, asked.before, asked.after, **_parts(asked))
    _print(
        asked,
        text=found.text,
        data=found.to_dict,
        rows=lambda: (chronicle.CHANGE_COLUMNS, chronicle.change_rows(found.corpus, found)),
    )
    return 0


def cases(asked: argparse.Namespace) -> int:
    """The cases on record."""
    from . import cases as docket

    record = _record(asked)
    _print(
        asked,
        text=lambda **how: docket.cases_text(record, **how),
        data=lambda: docket.cases_dict(record),
        rows=lambda: (docket.CASE_COLUMNS, docket.case_rows(record)),
    )
    return 0


def case(asked: argparse.Namespace) -> int:
    """One case: its parties, papers and docket; with --on, as it stood on a day."""
    from . import cases as docket
    from .dates import parse_day

    record = _record(asked)
    one, on = record.case(asked.case), parse_day(asked.on) if asked.on else None
    _print(
        asked,
        text=lambda **how: docket.case_text(record, one, on, **how),
        data=lambda: docket.case_dict(record, one, on),
        rows=lambda: (docket.DOCKET_COLUMNS, docket.docket_rows(record, one)),
    )
    return 0


def disclosures(asked: argparse.Namespace) -> int:
    """What was shared or used, beside the verdict of its day and what a later ruling said."""
    from . import disclosed

    record = _record(asked)
    _print(
        asked,
        text=lambda **how: disclosed.disclosures_text(record, **how),
        data=lambda: disclosed.disclosures_dict(record),
        rows=lambda: (disclosed.DISCLOSURE_COLUMNS, disclosed.disclosures_rows(record)),
    )
    return 0


def coverage(asked: argparse.Namespace) -> int:
    """What is modelled of each matter, how fresh it is, and what is open."""
    from . import coverage as covered

    record = _record(asked)
    _print(
        asked,
        text=lambda **how: covered.coverage_text(record, **how),
        data=lambda: covered.coverage_dict(record),
        rows=lambda: (covered.COVERAGE_COLUMNS, covered.coverage_rows(record)),
    )
    return 0


def sources(asked: argparse.Namespace) -> int:
    """The sources, what rests on each, and what would fall with one; or whether kept copies are what they were."""
    from . import sources as registry

    record = _record(asked)
    if asked.verify:
        from .copies import verify

        return _problems(verify(record, Path(asked.verify)), asked.format)
    _print(
        asked,
        text=lambda **how: registry.sources_text(record, asked.source, **how),
        data=lambda: registry.sources_dict(record, asked.source),
        rows=lambda: (
            (registry.STATEMENT_COLUMNS, registry.statement_rows(record, asked.source))
            if asked.source
            else (registry.SOURCE_COLUMNS, registry.sources_rows(record))
        ),
    )
    return 0


def exposure(asked: argparse.Namespace) -> int:
    """For how many days was each class of cells open, claimed, unsettled, closed or silent?"""
    from . import exposure as counted

    found = _record(asked).exposure(asked.bearer, asked.recipient, asked.start, asked.end, **_parts(asked))
    _print(
        asked,
        text=lambda **how: counted.exposure_text(found, **how),
        data=found.to_dict,
        rows=lambda: (counted.RUN_COLUMNS, counted.run_rows(found)),
    )
    return 0


def path(asked: argparse.Namespace) -> int:
    """Could data travel from one agency to the next, and which paper let them pass or stood in their way?"""
    from . import itinerary

    found = _record(asked).path(
        *asked.agents, start=asked.start, end=asked.end, purposes=asked.purposes or (),
        passing=("permitted", "claimed") if asked.claims else ("permitted",), **_parts(asked),
    )  # fmt: skip
    _print(
        asked,
        text=lambda **how: itinerary.path_text(found, **how),
        data=found.to_dict,
        rows=lambda: (itinerary.PATH_COLUMNS, itinerary.path_rows(found)),
    )
    return 0


def reproduce(asked: argparse.Namespace) -> int:
    """Is a cited answer still given? Exit 0 if it is, 1 if not, with what differs."""
    from .reproduce import to_dict

    text = sys.stdin.read() if asked.citation == "-" else asked.citation
    if os.path.isfile(asked.citation):  # noqa: PTH113  # a citation is longer than a file name may be
        text = Path(asked.citation).read_text(encoding="utf-8")
    found = _record(asked).reproduce(text)
    print(json.dumps(to_dict(found), indent=2, ensure_ascii=False) if asked.format == "json" else found)
    return 0 if found.same else 1


def notebook(asked: argparse.Namespace) -> int:
    """Open JupyterLab on the notebooks that teach."""
    from .notebook import folder, open_lab

    if asked.where:
        print(folder())
        return 0
    return open_lab(folder())


def check(asked: argparse.Namespace) -> int:
    """Is the record sound? Every problem with its file, line and remedy; with --deep, what an editor should look at."""
    if asked.deep:
        return _deep(asked)
    from .check import check as examine

    problems, count = examine(asked.data)
    if problems:
        return _problems(problems, asked.format)
    message = f"The record is sound: {count} examples give the answers they state."
    print(json.dumps({"problems": [], "examples": count}) if asked.format == "json" else message)
    return 0


def _deep(asked: argparse.Namespace) -> int:
    from datetime import date

    from . import deep
    from .dates import parse_day

    record = _record(asked)
    on = parse_day(asked.on) if asked.on else date.today()
    _print(
        asked,
        text=lambda **how: deep.deep_text(record, on, **how),
        data=lambda: deep.deep_dict(record, on),
        rows=lambda: (deep.DEEP_COLUMNS, deep.deep_rows(record, on)),
    )
    return 0


def new(asked: argparse.Namespace) -> int:
    """A commented skeleton for an order, ready to be filled in."""
    from .new import skeleton

    root = Path(asked.data) if asked.data else _shipped()
    file, body = skeleton(root, asked.what, asked.case, asked.date, asked.slug)
    if asked.stdout:
        print(body, end="")
    else:
        file.write_text(body, encoding="utf-8")
        print(f"{file}\nFill in every line marked ✎, then run: couldshare check")
    return 0


def diff(asked: argparse.Namespace) -> int:
    """Which answers does a changed record change, and on which days?"""
    from . import differ

    before, after = differ.two_records(asked.before, asked.data)
    found = differ.compare(before, after)
    _print(
        asked,
        text=lambda **how: differ.text(before, after, found, **how),
        data=lambda: differ.to_dict(before, after, found),
        rows=lambda: (differ.COLUMNS, differ.rows(after, found)),
    )
    return 0


def compare(asked: argparse.Namespace) -> int:
    """Two overlays side by side: where do two interpretations give different answers?"""
    from . import differ

    record = _record(asked)
    one, other = record.laid_over(asked.one), record.laid_over(asked.other)
    found = differ.compare(one, other)
    _print(
        asked,
        text=lambda **how: differ.text(one, other, found, (asked.one, asked.other), **how),
        data=lambda: differ.to_dict(one, other, found),
        rows=lambda: (differ.COLUMNS, differ.rows(other, found)),
    )
    return 0


def query(asked: argparse.Namespace) -> int:
    """A named query of the catalogue, with its parameters; without a name, the catalogue."""
    from . import catalogue

    if not asked.name:
        for name, one in sorted(catalogue.catalogue().items()):
            takes = " ".join(f"--{p.name}" if p.required else f"[--{p.name}]" for p in one.parameters)
            print(f"{name} {takes}\n    {one.title}")
        return 0
    _table(asked, catalogue.query(asked.name).run(_record(asked), **catalogue.arguments(asked.parameters)))
    return 0


def sparql(asked: argparse.Namespace) -> int:
    """A SPARQL query of your own over the record."""
    from .sparql import run

    text = sys.stdin.read() if asked.text == "-" else asked.text
    _table(asked, run(_record(asked), text))
    return 0


def export(asked: argparse.Namespace) -> int:
    """The record in other formats, or `all` as a release with checksums."""
    from .export import export as write

    for file in write(_record(asked), asked.into, asked.to):
        print(file)
    return 0


def schema(asked: argparse.Namespace) -> int:
    """The JSON Schema of a record file, for editors."""
    from .compose import json_schema

    print(json.dumps(json_schema(asked.shape), indent=2))
    return 0


# --- arguments ----------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="couldshare",
        description="What one government agency could share with another, on any date, and on whose authority.",
        epilog="example: couldshare ask CMS ICE --on 2025-09-01 --origin CA --object address",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(run: Callable[[argparse.Namespace], int], name: str = "") -> argparse.ArgumentParser:
        about = (run.__doc__ or "").strip()
        one = commands.add_parser(name or run.__name__, help=about, description=about)
        one.set_defaults(run=run)
        one.add_argument("--format", choices=FORMATS, default="text", help="how to print (default: text)")
        one.add_argument("--data", metavar="FOLDER", help="the record to read (default: the one shipped)")
        one.add_argument("--overlay", metavar="FOLDER", help="a private folder of the same layout to lay over it")
        return one

    one = command(ask)
    _question(one)
    one.add_argument("--on", required=True, metavar="DAY", help="the day asked about, as 2025-09-01")
    _question(command(timeline))
    one = command(changes)
    _question(one)
    one.add_argument("--from", dest="before", required=True, metavar="DAY", help="the earlier day")
    one.add_argument("--to", dest="after", required=True, metavar="DAY", help="the later day")
    one = command(exposure)
    _question(one)
    _window(one)
    one = command(path)
    one.add_argument("agents", nargs="+", metavar="AGENCY", help="from whom to whom, in order")
    _cells(one)
    _window(one)
    one.add_argument("--claims", action="store_true", help="let what an agency only claims pass too")
    one.add_argument("--purposes", nargs="+", metavar="PURPOSE", help="one for each hop, where they differ")
    one = command(reproduce)
    one.add_argument("citation", help="a citation, a file that holds one, or - for standard input")
    one = command(notebook)
    one.add_argument("--where", action="store_true", help="print the folder of the notebooks instead")
    command(cases)
    one = command(case)
    one.add_argument("case", help="its id, as california-v-hhs")
    one.add_argument("--on", metavar="DAY", help="as it stood on a day")
    command(disclosures)
    command(coverage)
    one = command(sources)
    one.add_argument("source", nargs="?", help="one source: what rests on it, and what would fall with it")
    one.add_argument("--verify", metavar="FOLDER", help="check kept copies, named by source id, against their digests")
    one = command(check)
    one.add_argument(
        "--deep", action="store_true", help="look for contradictions, gaps, stale matters and weak grounds"
    )
    one.add_argument("--on", metavar="DAY", help="the day for --deep (default: today)")
    one = command(new)
    one.add_argument("what", choices=("order",), help="what to begin")
    one.add_argument("case", help="the case it belongs to")
    one.add_argument("date", help="the day it was entered, as 2025-08-12")
    one.add_argument("slug", help="a few words for its name, as preliminary-injunction")
    one.add_argument("--stdout", action="store_true", help="print it instead of writing the file")
    one = command(diff)
    one.add_argument("before", nargs="?", default="HEAD", help="a folder, or a git revision (default: HEAD)")
    one = command(compare)
    one.add_argument("one", metavar="OVERLAY", help="a folder that holds one interpretation")
    one.add_argument("other", metavar="OVERLAY", help="a folder that holds another")
    one = command(query)
    one.add_argument("name", nargs="?", help="which query (default: list them)")
    one.add_argument("parameters", nargs=argparse.REMAINDER, help="its parameters, as --on 2025-09-01; they come last")
    one = command(sparql)
    one.add_argument("text", help="the query, or - for standard input")
    one = command(export)
    one.add_argument("into", metavar="FORMAT", help="which format, or all")
    one.add_argument("--to", metavar="FOLDER", required=True, help="where to write")
    one = command(schema)
    one.add_argument("shape", nargs="?", default="instrument", help="which kind of file (default: instrument)")
    return parser


def _question(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bearer", help="who would share: id, acronym, name or USPS code")
    parser.add_argument("recipient", nargs="?", help="with whom; none for --action use")
    parser.add_argument(
        "--action", default="share", metavar="ACTION", help="share (default), use, onward-share or demand"
    )
    _cells(parser)


def _window(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="start", required=True, metavar="DAY", help="the first day")
    parser.add_argument("--to", dest="end", required=True, metavar="DAY", help="the first day after")


def _cells(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--object", metavar="DATA", help="the category of data (default: all the bearer's)")
    parser.add_argument("--people", metavar="CLASS", help="whom the data is about (default: everyone)")
    parser.add_argument(
        "--origin",
        action="append",
        metavar="STATE",
        help="the state whose program supplied it (default: all); may be repeated",
    )
    parser.add_argument("--purpose", metavar="PURPOSE", help="what for (default: immigration-enforcement)")
    parser.add_argument("--known", metavar="DAY", help="as the public record stood on a day")


def _parts(asked: argparse.Namespace) -> dict[str, Any]:
    origin = [one for text in asked.origin or () for one in text.split(",") if one.strip()]
    return {
        "action": getattr(asked, "action", "share"),
        "object": asked.object,
        "people": asked.people,
        "origin": origin or None,
        "purpose": asked.purpose,
        "known": asked.known,
    }


def _record(asked: argparse.Namespace) -> Any:
    from .api import load

    return load(asked.data, overlay=asked.overlay)


def _shipped() -> Path:
    from .load import shipped

    return shipped()


class _Version(argparse.Action):
    """Prints the version; looked up only when asked for, since that costs as much as an answer."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        print(f"couldshare {version('couldshare')}")
        parser.exit()


# --- printing -----------------------------------------------------------------


def _print(
    asked: argparse.Namespace,
    text: Callable[..., str],
    data: Callable[[], Any],
    rows: Callable[[], tuple[Sequence[str], Iterable[Mapping[str, Any]]]],
) -> None:
    """Print one thing in the format asked for."""
    if asked.format == "json":
        print(json.dumps(data(), indent=2, ensure_ascii=False))
    elif asked.format == "csv":
        columns, lines = rows()
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in line.items()} for line in lines)
        print(out.getvalue(), end="")
    else:
        width = min(shutil.get_terminal_size((88, 24)).columns, 100)
        print(text(width=width, colour=_colour(), markdown=asked.format == "markdown"))


def _table(asked: argparse.Namespace, found: Any) -> None:
    """Print the table of a query."""
    rows = list(found.records(short=True))
    _print(
        asked,
        text=lambda **_: _columns(found.columns, rows),
        data=lambda: [{key: str(value) if value is not None else None for key, value in row.items()} for row in rows],
        rows=lambda: (found.columns, rows),
    )


def _columns(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """A table in columns as wide as their widest value."""
    told = [list(columns), *([str(row[c] if row[c] is not None else "") for c in columns] for row in rows)]
    widths = [max(len(line[n]) for line in told) for n in range(len(columns))]
    lines = ["  ".join(value.ljust(width) for value, width in zip(line, widths, strict=True)).rstrip() for line in told]
    return "\n".join([*lines, f"{len(rows)} row{'s' * (len(rows) != 1)}"])


def _cell(value: Any) -> Any:
    """A value for a spreadsheet; text that a spreadsheet would run as a formula is quoted."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _problems(problems: Iterable[Any], format: str) -> int:
    """Print the problems of a record; returns 1 if any is more than a note."""
    found = list(problems)
    if format == "json":
        from dataclasses import asdict

        print(json.dumps({"problems": [asdict(one) for one in found]}, indent=2, ensure_ascii=False))
    else:
        for one in found:
            print(one)
        print(f"{len(found)} problem{'s' * (len(found) != 1)} in the record.", file=sys.stderr)
    return int(any(one.severity == "error" for one in found))


if __name__ == "__main__":
    sys.exit(main())
