"""From the text of files to the records they state, with every problem of form and reference.

The only module that knows pydantic.  The path of a file is its id.
`vocabularies/`, `sources/` and `disclosures/` hold what they are called; a
folder under `cases/` is a case, with `case.yaml` and `docket.yaml` beside its
instruments; every other YAML file is an instrument.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .. import model
from ..corpus import Corpus
from ..errors import Problem, QuestionError, Refused
from .checks import Origin, problems_of
from .strict import MAX_PROBLEMS, Where, parse

VOCABULARIES = ("agencies", "objects", "people", "places", "purposes", "labels")


@dataclass(frozen=True)
class About(model._Entry):
    """`record.yaml`: which version of the record this is."""

    title: str
    version: str


@dataclass(frozen=True)
class Docket(model._Entry):
    """`docket.yaml`: the lines of a case's docket that have no file of their own."""

    entries: tuple[model.DocketEntry, ...]


SHAPES: dict[str, Any] = {
    "record": About,
    "vocabulary": dict[str, model.Term],
    "sources": dict[str, model.Source],
    "disclosure": model.Disclosure,
    "docket": Docket,
    "case": model.Case,
    "instrument": model.Instrument,
    "notes": dict[str, model.Note],
}


def shape_of(path: str) -> str:
    """Which of `SHAPES` a file has, by where it lies.

    >>> shape_of("cases/a-v-b/case.yaml"), shape_of("agency/2031-01-01-pact.yaml")
    ('case', 'instrument')
    """
    folder, _, name = path.rpartition("/")
    if path in ("record.yaml", "notes.yaml"):
        return path.removesuffix(".yaml")
    if folder in ("vocabularies", "sources"):
        return {"vocabularies": "vocabulary", "sources": "sources"}[folder]
    if folder == "disclosures":
        return "disclosure"
    if folder.startswith("cases/") and name in ("case.yaml", "docket.yaml"):
        return name.removesuffix(".yaml")
    return "instrument"


@cache
def adapter(shape: str) -> TypeAdapter[Any]:
    """The validator of a shape, made when first needed."""
    return TypeAdapter(SHAPES[shape])


@dataclass
class _Parts:
    """What the files gave so far, by shape."""

    vocabularies: dict[str, dict[str, model.Term]] = field(default_factory=lambda: {name: {} for name in VOCABULARIES})
    sources: dict[str, model.Source] = field(default_factory=dict)
    disclosures: dict[str, model.Disclosure] = field(default_factory=dict)
    dockets: dict[str, Docket] = field(default_factory=dict)
    cases: dict[str, model.Case] = field(default_factory=dict)
    instruments: dict[str, model.Instrument] = field(default_factory=dict)
    notes: dict[str, model.Note] = field(default_factory=dict)
    version: str = ""


def compose(
    files: Mapping[str, bytes], digest: str = "", base: Corpus | None = None, unread: Iterable[Problem] = ()
) -> tuple[Corpus, list[Problem]]:
    """The corpus that the files state, and every problem in them.

    With a `base`, the files are added to that corpus; a file of the same path
    takes the place of the record it had.  What would stand in a file `unread`
    before is not missed.
    """
    problems: list[Problem] = []
    trees: dict[str, dict[str, Any]] = {}
    for path, data in files.items():
        try:
            # The lines are thrown away: most files have no problem, and those that do are read again for theirs.
            trees[path], _, found = parse(data, path)
        except Refused as refused:
            problems.append(refused.problem)
        else:
            problems += found
    facts = {_id(path): {str(f.get("id")) for f in _dicts(tree.get("contested"))} for path, tree in trees.items()}
    parts = _parts(base)
    origins: dict[str, Origin] = {}
    for path in list(trees):
        tree, shape, id, origin = trees.pop(path), shape_of(path), _id(path), Origin(path, files[path])
        if shape in ("case", "instrument", "disclosure"):
            if "id" in tree:
                problems.append(_no_id(origin))
            tree = {**_localised(tree, id, shape, facts), "id": id}
        try:
            record = adapter(shape).validate_python(_longhand(tree, SHAPES[shape]))
        except ValidationError as error:
            every = error.errors(include_url=False)[:MAX_PROBLEMS]
            problems += [_problem(origin, shape, one) for one in every]
            continue
        origins[id] = origin
        problems += _put(parts, origin, shape, id, record)
    for folder, case in parts.cases.items():
        if folder in parts.dockets:
            parts.cases[folder] = replace(case, docket=parts.dockets[folder].entries)
        elif base is not None and folder in base.cases:
            parts.cases[folder] = replace(case, docket=base.cases[folder].docket)
    corpus = Corpus(
        **parts.vocabularies,  # type: ignore[arg-type]  # six of the fields, by name
        sources=parts.sources, cases=parts.cases, instruments=parts.instruments, disclosures=parts.disclosures,
        notes=parts.notes, version=parts.version, digest=digest,
    )  # fmt: skip
    missing = {_id(path) for path in (*files, *(one.path for one in unread))} - set(origins)
    return corpus, sorted([*problems, *problems_of(corpus, origins, missing)])


def _parts(base: Corpus | None) -> _Parts:
    """Nothing yet, or all that a corpus to be added to has."""
    if base is None:
        return _Parts()
    return _Parts(
        {name: dict(getattr(base, name)) for name in VOCABULARIES},
        dict(base.sources), dict(base.disclosures), {}, dict(base.cases), dict(base.instruments), dict(base.notes),
        base.version,
    )  # fmt: skip


def _no_id(origin: Origin) -> Problem:
    return Problem(
        origin.path, origin.lines.of(("id",)), "unknown-key", "a record has no key 'id'",
        "its path is its id: remove the line",
    )  # fmt: skip


def _id(path: str) -> str:
    return re.sub(r"(/case)?\.ya?ml\Z", "", path)


def _put(parts: _Parts, origin: Origin, shape: str, id: str, record: Any) -> Iterator[Problem]:
    """File a record under its id; vocabularies and sources are merged, and none may stand in two files."""
    folder, _, name = id.rpartition("/")
    if shape == "record":
        parts.version = record.version
    elif shape == "notes":
        parts.notes.update(record)
    elif shape == "docket":
        parts.dockets[folder] = record
    elif shape == "vocabulary":
        if name not in VOCABULARIES:
            hint = f"there are {', '.join(VOCABULARIES)}"
            yield Problem(origin.path, 1, "unknown-vocabulary", f"no vocabulary is called {name!r}", hint)
        else:
            parts.vocabularies[name].update(record)
    elif shape == "sources":
        for one in record:
            if one in parts.sources:
                line = origin.lines.of((one,))
                yield Problem(
                    origin.path, line, "duplicate-id", f"the source {one!r} stands in another file too", "keep one"
                )
        parts.sources.update(record)
    else:
        records: dict[str, dict[str, Any]] = {
            "case": parts.cases,
            "instrument": parts.instruments,
            "disclosure": parts.disclosures,
        }
        records[shape][id] = record


def _dicts(value: Any) -> Iterable[dict[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _localised(tree: dict[str, Any], id: str, shape: str, facts: Mapping[str, set[str]]) -> dict[str, Any]:
    """The tree with every reference written in full.

    `under` and `hinges-on` name facts of the file, or else of its case; `after`
    names an event of the case; `relies-on`, `yields-to` and `because` name
    norms of the file.
    """
    in_case = shape == "instrument" and id.startswith("cases/")
    case = id.rpartition("/")[0] if in_case else id

    def fact(name: str) -> str:
        return name if "/" in name else f"{id if name in facts.get(id, ()) else case}#{name}"

    def norm(name: str) -> str:
        return name if "/" in name else f"{id}#{name}"

    def condition(one: dict[str, Any]) -> dict[str, Any]:
        out = dict(one)
        if "after" in one and "/" not in str(one["after"]):
            out["after"] = f"{case}#{one['after']}"
        if one.get("end-of") == "case":
            out["end-of"] = case
        return out

    def names(full: Callable[[str], str]) -> Callable[[Any], Any]:
        return lambda value: [full(str(one)) for one in value] if isinstance(value, list) else value

    change: dict[str, Callable[[Any], Any]] = {
        "under": lambda v: {fact(str(k)): r for k, r in v.items()} if isinstance(v, dict) else v,
        "first-of": lambda v: (
            [condition(one) if isinstance(one, dict) else one for one in v] if isinstance(v, list) else v
        ),
        "hinges-on": names(fact),
        "relies-on": names(norm),
        "yields-to": names(norm),
        "because": names(norm),
    }

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(one) for one in value]
        if isinstance(value, dict):
            return {k: change[k](v) if k in change else walk(v) for k, v in value.items()}
        return value

    out: dict[str, Any] = walk(tree)
    return out


def _longhand(value: Any, shape: Any) -> Any:
    """The tree with every shorthand (a cite as a bare id, a day as a bare date) written out."""
    if isinstance(shape, type) and issubclass(shape, model._Entry):
        value = shape.longhand(value)
        if isinstance(value, dict):
            types = _types(typing.cast(Any, shape))
            return {k: _longhand(v, types.get(k)) for k, v in value.items()}
    elif typing.get_origin(shape) is tuple and isinstance(value, list):
        each = _unwrapped(typing.get_args(shape)[0])
        return [_longhand(one, each) for one in value]
    elif typing.get_origin(shape) is dict and isinstance(value, dict):
        each = _unwrapped(typing.get_args(shape)[-1])
        return {k: _longhand(v, each) for k, v in value.items()}
    return value


# --- problems of form --------------------------------------------------------


def _problem(origin: Origin, shape: str, error: Any) -> Problem:
    """One pydantic error as a problem an editor can fix."""
    where: Where = tuple(error["loc"])
    path, line = origin.path, origin.lines.of(where)
    name, kind = str(where[-1]) if where else shape, error["type"]
    owner = _class_at(SHAPES[shape], where[:-1])
    keys = (
        sorted(model.key(f.name) for f in fields(owner) if f.name != "id" or owner is not SHAPES[shape])
        if owner
        else []
    )
    thing = _thing(owner) if owner else shape
    if kind == "unexpected_keyword_argument":
        near = get_close_matches(name, keys, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"it may have {', '.join(keys)}"
        return Problem(path, line, "unknown-key", f"{name!r} is not a key of {thing}", hint)
    if kind == "missing":
        return Problem(path, line, "missing-key", f"{thing} needs {name!r}", f"add {name!r}")
    if kind == "enum":
        words = _words_at(SHAPES[shape], where)
        near = get_close_matches(str(error["input"]), words, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(words)}"
        return Problem(path, line, "unknown-word", f"{error['input']!r} is not a {name} the record knows", hint)
    if kind == "value_error":
        return Problem(path, line, "bad-date", str(error["ctx"]["error"]), "write the date so, or `unknown`")
    said = _PLAIN.get(kind) or error["msg"][0].lower() + error["msg"][1:]
    return Problem(path, line, "bad-value", f"{name!r}: {said}", "see the example files in data/README.md")


_PLAIN = {
    "tuple_type": "this should be a list",
    "string_type": "this should be text",
    "dict_type": "this should be a mapping",
    "dataclass_type": "this should be a mapping",
    "bool_parsing": "this should be yes or no",
    "int_parsing": "this should be a whole number",
}


def _thing(owner: type[Any]) -> str:
    """A record class in an editor's words, with its article."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", owner.__name__).lower()
    words = {"about": "the record", "when": "a date", "ask": "an example's question"}.get(words, words)
    return (
        words if " " in words and words.split()[0] in ("the", "a", "an") else f"a{'n' * (words[0] in 'aeiou')} {words}"
    )


def _class_at(shape: Any, where: Where) -> type[Any] | None:
    """The record class that sits at a path of a shape."""
    at = _type_at(shape, where)
    return at if is_dataclass(at) and isinstance(at, type) else None


def _words_at(shape: Any, where: Where) -> list[str]:
    at = _type_at(shape, where)
    return [str(word) for word in at] if isinstance(at, type) and issubclass(at, StrEnum) else []


def _type_at(shape: Any, where: Where) -> Any:
    for step in where:
        shape = _unwrapped(shape)
        if is_dataclass(shape) and isinstance(shape, type):
            shape = _types(shape).get(str(step))
        elif typing.get_origin(shape) in (tuple, dict):
            shape = typing.get_args(shape)[-1 if typing.get_origin(shape) is dict else 0]
        else:
            return None
    return _unwrapped(shape)


@cache
def _types(shape: Any) -> dict[str, Any]:
    """The type of each key of a record class, `X` for `X | None`."""
    hints = typing.get_type_hints(shape)
    return {model.key(one.name): _unwrapped(hints[one.name]) for one in fields(shape)}


def _unwrapped(shape: Any) -> Any:
    """`X` for `X | None`."""
    options = [one for one in typing.get_args(shape) if one is not type(None)]
    return options[0] if len(options) == 1 and typing.get_origin(shape) not in (tuple, dict) else shape


# --- for editors --------------------------------------------------------------


def json_schema(shape: str) -> dict[str, Any]:
    """The JSON Schema of one shape of file, shorthand and all, for an editor's completion and checks.

    Raises:
        QuestionError: if there is no such shape.
    """
    if shape not in SHAPES:
        raise QuestionError("shape", f"no file has the shape {shape!r}; ask for {', '.join(SHAPES)}", tuple(SHAPES))
    schema = adapter(shape).json_schema(by_alias=True, mode="validation")
    if shape in ("case", "instrument", "disclosure"):  # their path is their id
        del schema["properties"]["id"]
        schema["required"].remove("id")
    for name, definition in schema.get("$defs", {}).items():
        owner = getattr(model, name)
        if issubclass(owner, model._Entry):
            schema["$defs"][name] = owner.shorthand(definition)
    written: dict[str, Any] = _as_written({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
    return written


def _as_written(schema: Any) -> Any:
    """The schema as editors meet it: no Python in its descriptions, and truth values and numbers as YAML readers of
    either version may hand them over.
    """
    if isinstance(schema, list):
        return [_as_written(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "boolean":
        return {"enum": ["yes", "no", "true", "false", True, False]}
    if schema.get("type") == "integer":
        return {"type": ["integer", "string"], "pattern": r"^\d+$"}
    return {
        key: one.partition(">>>")[0].strip() if key == "description" and isinstance(one, str) else _as_written(one)
        for key, one in schema.items()
    }
