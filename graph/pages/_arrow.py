"""The rows of a chart as Arrow, the form in which Streamlit sends them.

Streamlit would go through pandas, whose import alone is half of what a first page costs.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

Rows = Sequence[Mapping[str, Any]]


def packed(datasets: Mapping[str, Rows]) -> dict[str, bytes | Rows]:
    """Each dataset as Arrow, or as it was if a column of it is neither text nor numbers throughout."""
    return {name: _stream(rows) or rows for name, rows in datasets.items()}


def _stream(rows: Rows) -> bytes | None:
    """Rows of the same fields as an Arrow stream.

    >>> pa.ipc.open_stream(_stream([{"from": "2031-01-01", "share": 1, "chosen": True}])).read_all().to_pylist()
    [{'from': '2031-01-01', 'share': 1.0, 'chosen': 1.0}]
    >>> _stream([]), _stream([{"on": None}]), _stream([{"a": 1}, {"b": 2}]), _stream([{"a": 1}, {"a": "b"}])
    (None, None, None, None)
    """
    fields = list(rows[0]) if rows else []
    if not fields or any(list(row) != fields for row in rows):
        return None
    columns = [_column([row[field] for row in rows]) for field in fields]
    if None in columns:
        return None
    table = pa.Table.from_arrays(columns, names=fields)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as out:
        out.write_table(table)
    told: bytes = sink.getvalue().to_pybytes()
    return told


def _column(values: Iterable[Any]) -> pa.Array | None:
    """Text or numbers as a column; `pa.array` is not used, since it looks for pandas."""
    some = list(values)
    if all(isinstance(one, str) for one in some):
        builder = pa.lib.StringBuilder()
        builder.append_values(some)
        return builder.finish()
    if all(isinstance(one, int | float) for one in some):
        return pa.Array.from_buffers(pa.float64(), len(some), [None, pa.py_buffer(array("d", some))])
    return None
