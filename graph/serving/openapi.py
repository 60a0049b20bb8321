"""The server's addresses in OpenAPI 3.1, made from the declarations that serve them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..following.feeds import FEEDS, MEDIA_TYPES
from .endpoint import GRAPHS, TABLES
from .replies import PROBLEM
from .twins import FORMATS, Parameter, every

_QUERY_FORM = {
    "type": "object",
    "required": ["query"],
    "properties": {
        "query": {"type": "string"},
        "default-graph-uri": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "named-graph-uri": {"type": "array", "items": {"type": "string", "format": "uri"}},
    },
}


_FEED = "A file to subscribe to; since, until, on and case narrow it."


def openapi(version: str, limits: str) -> dict[str, Any]:
    """The description of a server of a version of the record; `limits` says in words what a request may use."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "couldshare",
            "version": version or "0",
            "summary": "What one agency could share with another, on any day, and on whose authority.",
            "description": f"Read-only. {limits} Legal information, not legal advice.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            **{one.address: _twin(one.address, one.about, one.parameters) for one in every()},
            "/sparql": _sparql(),
            **{f"/feeds/{name}": {"get": _plain(name, _FEED, MEDIA_TYPES[name.partition(".")[2]])} for name in FEEDS},
            "/health": {"get": _plain("health", "Whether the server can answer.", "application/json")},
            "/ontology": {"get": _plain("ontology", "The ontology of the data set.", "text/turtle")},
            "/context.jsonld": {"get": _plain("context", "The JSON-LD context.", "application/ld+json")},
        },
        "components": {"schemas": {"Problem": _problem()}},
    }


def _twin(address: str, about: str, parameters: Iterable[Parameter]) -> dict[str, Any]:
    named = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}] if "{id}" in address else []
    format = {
        "name": "format",
        "in": "query",
        "description": "json or csv; without it, what the Accept header likes best",
        "schema": {"type": "string", "enum": list(FORMATS)},
    }
    told: dict[str, Any] = {
        "operationId": address.strip("/").replace("/", "-").replace("{", "").replace("}", ""),
        "summary": about,
        "parameters": [*named, *map(_parameter, parameters), format],
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": {"ETag": {"description": "The digest of the record.", "schema": {"type": "string"}}},
                "content": {"application/json": {"schema": {}}, "text/csv": {"schema": {"type": "string"}}},
            },
            "304": {"description": "The record is the one whose digest was given."},
            **_refusals("400", "404", "406", "503", "504"),
        },
    }
    return {"get": told}


def _parameter(one: Parameter) -> dict[str, Any]:
    text = {"type": "string"}
    told = {
        "name": one.name,
        "in": "query",
        "description": one.about,
        "required": one.required,
        "schema": {"type": "array", "items": text} if one.several else text,
    }
    if one.example:
        told["example"] = one.example.split(",") if one.several else one.example
    return told


def _sparql() -> dict[str, Any]:
    replies = {
        "200": {
            "description": "The result; or, without a query, the service description.",
            "headers": {
                "X-Max-Rows": {"description": "How many rows a result may have.", "schema": {"type": "integer"}}
            },
            "content": {type: {"schema": {}} for type in dict.fromkeys((*TABLES, *GRAPHS))},
        },
        **_refusals("400", "403", "406", "413", "415", "503", "504"),
    }
    several = {"type": "array", "items": {"type": "string", "format": "uri"}}
    asked = [
        {"name": "query", "in": "query", "description": "a query of SPARQL 1.1", "schema": {"type": "string"}},
        {"name": "default-graph-uri", "in": "query", "description": "a graph of the record", "schema": several},
        {"name": "named-graph-uri", "in": "query", "description": "a graph of the record", "schema": several},
    ]
    bodies = {
        "application/x-www-form-urlencoded": {"schema": _QUERY_FORM},
        "application/sparql-query": {"schema": {"type": "string"}},
    }
    about = "The SPARQL 1.1 Protocol, of which queries only."
    return {
        "get": {"operationId": "sparql-get", "summary": about, "parameters": asked, "responses": replies},
        "post": {
            "operationId": "sparql-post",
            "summary": about,
            "requestBody": {"required": True, "content": bodies},
            "responses": replies,
        },
    }


def _plain(name: str, about: str, type: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": about,
        "responses": {"200": {"description": about, "content": {type: {"schema": {}}}}},
    }


def _refusals(*codes: str) -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": "A refusal that says why.", "content": content} for code in codes}


def _problem() -> dict[str, Any]:
    """A problem object of RFC 9457, with what ours may add."""
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "near": {"type": "array", "items": {"type": "string"}, "description": "the nearest three"},
            "field": {"type": "string"},
            "allowed": {"type": "array", "items": {"type": "string"}},
            "line": {"type": ["integer", "null"]},
            "column": {"type": ["integer", "null"]},
        },
    }
