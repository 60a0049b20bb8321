"""The record as tidy tables: a CSV file each, with a descriptor that says what every column holds.

Each table is what one query gives, so the tables and the graph cannot differ.
The descriptor is a Frictionless Tabular Data Package.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..corpus import Corpus
from ..text.spreadsheet import csv_text
from .dataset import LICENCE
from .sparql import Value, run


@dataclass(frozen=True)
class Table:
    """One table: what a row is, the columns that tell rows apart, the columns that point to other tables."""

    name: str
    about: str
    key: tuple[str, ...]
    select: str
    points: Mapping[str, str] = field(default_factory=dict)


def _day(predicate: str) -> str:
    """The columns of a day that may be missing."""
    name = predicate.removeprefix("cs:")
    return (
        f"OPTIONAL {{ ?id {predicate} ?{name}Day . ?{name}Day cs:earliest ?{name}_earliest ; "
        f"cs:latest ?{name}_latest }}"
    )


def _term(name: str, about: str, kind: str, broader: str = "broader") -> Table:
    where = f"""?id a cs:{kind} ; skos:prefLabel ?label .
      OPTIONAL {{ ?id skos:broader ?{broader} }} OPTIONAL {{ ?id skos:definition ?definition }}"""
    columns = f"?id ?label ?{broader} ?definition"
    return Table(name, about, ("id",), f"SELECT {columns} {{ {where} }}", {broader: name})


def _agents(one: str, many: str, kind: str, about: str) -> Table:
    """The table of the bearers and recipients of norms, disclosures or channels."""
    select = f"""SELECT ?{one} ?side ?agent {{ VALUES ?side {{ cs:bearer cs:recipient }}
      ?{one} a cs:{kind} ; ?side ?agent . ?agent a cs:Agent }}"""
    return Table(f"{one}_agents", about, (one, "side", "agent"), select, {one: many, "agent": "agents"})


TABLES = (
    _term("agents", "Agencies, contractors, and places acting through their own agencies.", "Agent", "part_of"),
    _term("objects", "Categories of data.", "DataCategory"),
    _term("people", "Classes of people whom data are about.", "PeopleClass"),
    _term("places", "Places whose programs supply data.", "Place"),
    _term("purposes", "What data may be wanted for.", "Purpose"),
    Table(
        "sources", "Where something can be read.", ("id",),
        f"""SELECT ?id ?title ?publisher ?tier ?read ?published_earliest ?published_latest ?url {{
          ?id a cs:Source ; dcterms:title ?title ; cs:publisher ?publisher ; cs:sourceTier ?tier ; cs:read ?read .
          {_day("cs:published")} OPTIONAL {{ ?id rdfs:seeAlso ?url }} }}""",
    ),
    Table(
        "cases", "Proceedings in one court under one docket number.", ("id",),
        f"""SELECT ?id ?title ?court ?docket_number ?filed_earliest ?filed_latest ?closed_earliest ?closed_latest
                   ?checked_latest {{
          ?id a cs:Case ; dcterms:title ?title ; cs:court ?court ; cs:docketNumber ?docket_number .
          {_day("cs:filed")} {_day("cs:closed")} {_day("cs:checked")} }}""",
    ),
    Table(
        "parties", "Roles in cases; who is no agent has a name.", ("id",),
        f"""SELECT ?id ?case ?role ?name ?joined_earliest ?joined_latest ?left_earliest ?left_latest {{
          ?id a cs:Party ; cs:case ?case ; cs:role ?role . OPTIONAL {{ ?id cs:partyName ?name }}
          {_day("cs:joined")} {_day("cs:left")} }}""",
        {"case": "cases"},
    ),
    Table(
        "party_agents", "The agents that are parties.", ("party", "agent"),
        "SELECT ?party ?agent { ?party a cs:Party ; cs:agent ?agent }", {"party": "parties", "agent": "agents"},
    ),
    Table(
        "instruments", "Dated legal papers.", ("id",),
        f"""SELECT ?id ?title ?kind ?tier ?case ?citation ?confidence ?start_earliest ?start_latest ?end_earliest
                   ?end_latest ?known_from ?note {{
          ?id a cs:Instrument ; dcterms:title ?title ; cs:kind ?kind ; cs:tier ?tier ; cs:confidence ?confidence .
          OPTIONAL {{ ?id cs:case ?case }} OPTIONAL {{ ?id cs:citation ?citation }}
          OPTIONAL {{ ?id cs:knownFrom ?known_from }} OPTIONAL {{ ?id cs:note ?note }}
          {_day("cs:start")} {_day("cs:end")} }}""",
        {"case": "cases"},
    ),
    Table(
        "norms", "Permissions, prohibitions and duties read out of instruments.", ("id",),
        """SELECT ?id ?instrument ?modality ?says ?self_executing ?confidence ?known_from ?note {
          ?id a cs:Norm ; cs:statedIn ?instrument ; cs:modality ?modality ; cs:says ?says .
          ?id cs:selfExecuting ?self_executing .
          OPTIONAL { ?id cs:confidence ?confidence } OPTIONAL { ?id cs:knownFrom ?known_from }
          OPTIONAL { ?id cs:note ?note } }""",
        {"instrument": "instruments"},
    ),
    _agents("norm", "norms", "Norm", "Whom norms bind (bearer) and towards whom (recipient)."),
    Table(
        "norm_actions", "What deeds norms are about.", ("norm", "action"),
        "SELECT ?norm ?action { ?norm a cs:Norm ; cs:action ?action }", {"norm": "norms"},
    ),
    Table(
        "norm_scopes", "The terms of each box of cells that a norm covers or excepts.", ("box", "axis", "term"),
        """SELECT ?norm ?side ?box ?axis ?term {
          VALUES ?side { cs:scope cs:except }
          VALUES ?axis { cs:object cs:people cs:origin cs:purpose cs:plaintiffsOf }
          ?norm a cs:Norm ; ?side ?box . ?box ?axis ?term }""",
        {"norm": "norms"},
    ),
    Table(
        "norm_links", "The norms of law on which others rely, or to which they yield.", ("norm", "relation", "law"),
        """SELECT ?norm ?relation ?law { VALUES ?relation { cs:reliesOn cs:yieldsTo } ?norm ?relation ?law }""",
        {"norm": "norms", "law": "norms"},
    ),
    Table(
        "effects", "What instruments do to others, or to one of their norms.", ("id",),
        """SELECT ?id ?instrument ?verb ?target {
          ?id a cs:Effect ; cs:statedIn ?instrument ; cs:verb ?verb ; cs:target ?target }""",
        {"instrument": "instruments"},
    ),
    Table(
        "spans", "When papers and norms were operative and contests pending, certainly or perhaps.", ("id",),
        """SELECT ?id ?what ?how ?from ?until {
          VALUES ?how { cs:operative cs:perhapsOperative } ?what ?how ?id . ?id cs:from ?from ; cs:until ?until }""",
    ),
    Table(
        "facts", "What sources differ on.", ("id",),
        "SELECT ?id ?stated_in ?question { ?id a cs:Fact ; cs:statedIn ?stated_in ; cs:question ?question }",
    ),
    Table(
        "readings", "The answers to contested facts.", ("id",),
        """SELECT ?id ?fact ?says ?rejected {
          ?fact a cs:Fact ; cs:reading ?id . ?id cs:says ?says . OPTIONAL { ?id cs:rejected ?rejected } }""",
        {"fact": "facts"},
    ),
    Table(
        "disclosures", "Data that was shared or used.", ("id",),
        f"""SELECT ?id ?title ?action ?on_earliest ?on_latest ?confidence {{
          ?id a cs:Disclosure ; dcterms:title ?title ; cs:action ?action ; cs:confidence ?confidence .
          {_day("cs:on")} }}""",
    ),
    _agents("disclosure", "disclosures", "Disclosure", "Who shared (bearer) and with whom (recipient)."),
    Table(
        "docket", "Lines of courts' registers.", ("id",),
        f"""SELECT ?id ?case ?on_earliest ?on_latest ?says ?instrument {{
          ?id a cs:DocketEntry ; cs:case ?case ; cs:says ?says . OPTIONAL {{ ?id cs:instrument ?instrument }}
          {_day("cs:on")} }}""",
        {"case": "cases", "instrument": "instruments"},
    ),
    Table(
        "rests_on", "The sources of norms and papers.", ("what", "source"),
        "SELECT ?what ?source { ?what cs:restsOn ?source }", {"source": "sources"},
    ),
    Table(
        "channels", "Bearers, recipients and an action of which the same norms speak.", ("id",),
        "SELECT ?id ?action ?label { ?id a cs:Channel ; cs:action ?action ; rdfs:label ?label }",
    ),
    _agents("channel", "channels", "Channel", "Any bearer towards any recipient of a channel has its verdicts."),
    Table(
        "cells", "Sets of cells with one history: every combination of their leaves.", ("id",),
        "SELECT ?id ?channel ?label { ?id a cs:Cells ; cs:channel ?channel ; rdfs:label ?label }",
        {"channel": "channels"},
    ),
    Table(
        "cell_leaves", "The leaves of each set of cells.", ("cells", "axis", "leaf"),
        """SELECT ?cells ?axis ?leaf { VALUES ?axis { cs:object cs:people cs:origin cs:purpose }
          ?cells cs:channel ?channel ; ?axis ?leaf }""",
        {"cells": "cells"},
    ),
    Table(
        "segments", "Runs of days on which cells have one verdict for one set of reasons.", ("id",),
        """SELECT ?id ?channel ?from ?until ?verdict ?basis ?confidence ?required ?checked ?previous {
          ?id a cs:Segment ; cs:channel ?channel ; cs:from ?from ; cs:until ?until .
          ?id cs:verdict ?verdict ; cs:confidence ?confidence .
          OPTIONAL { ?id cs:basis ?basis } OPTIONAL { ?id cs:required ?required }
          OPTIONAL { ?id cs:checked ?checked } OPTIONAL { ?id cs:previous ?previous } }""",
        {"channel": "channels", "previous": "segments"},
    ),
    Table(
        "segment_cells", "The sets of cells of each segment.", ("segment", "cells"),
        "SELECT ?segment ?cells { ?segment cs:cells ?cells }", {"segment": "segments", "cells": "cells"},
    ),
    Table(
        "reasons", "The norms that decide segments, and what they rely on or were lengthened by.",
        ("segment", "part", "reason"),
        """SELECT ?segment ?part ?reason { VALUES ?part { cs:decidedBy cs:reliedOn cs:lengthenedBy }
          ?segment ?part ?reason }""",
        {"segment": "segments"},
    ),
)  # fmt: skip


def bundle(corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    """The files of the bundle: a CSV for each table, and last the descriptor `datapackage.json`."""
    resources = []
    for table in TABLES:
        result = run(corpus, table.select)
        records = sorted(result.records(short=True), key=lambda row: [str(row[c] or "") for c in result.columns])
        data = csv_text(result.columns, records).encode()
        yield f"{table.name}.csv", data
        resources.append(_resource(table, result.columns, records, data))
    yield "datapackage.json", (json.dumps(_package(corpus, resources), indent=2) + "\n").encode()


def _package(corpus: Corpus, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "couldshare",
        "title": "What one agency could share with another, on any day, and on whose authority",
        "version": corpus.version,
        "digest": corpus.digest,
        "licenses": [{"name": "Apache-2.0", "path": LICENCE}],
        "resources": resources,
    }


def _resource(table: Table, columns: Iterable[str], records: list[dict[str, Value]], data: bytes) -> dict[str, Any]:
    fields = [{"name": name, "type": _type(record[name] for record in records)} for name in columns]
    points = [
        {"fields": name, "reference": {"resource": to, "fields": "id"}}
        for name, to in table.points.items()
        if any(record[name] for record in records)
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": table.about,
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "rowCount": len(records),
        "schema": {
            "fields": fields,
            "missingValues": [""],
            "primaryKey": list(table.key),
            **({"foreignKeys": points} if points else {}),
        },
    }


def _type(values: Iterable[Value]) -> str:
    """The type of a column, by the values it has; text where it has none."""
    said = {type(value) for value in values if value is not None}
    names = {bool: "boolean", int: "integer", float: "number", date: "date"}
    return names.get(said.pop(), "string") if len(said) == 1 else "string"
