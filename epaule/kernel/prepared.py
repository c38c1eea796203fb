"""Reads whose SQL is written once.

Django takes ten times as long to write the SQL of a small read as the database to answer it. Where the same read
runs several times for one answer it is prepared: written once in the process for each shape of its query, with
marks in the place of its values.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 1_900_000_001 + number,
    str: lambda number: f"\N{SECTION SIGN}{number}",
    datetime: lambda number: datetime(1970, 1, 1, 0, 0, number, tzinfo=UTC),
}
"""Values that no query holds by itself, and that every field takes."""


class _Written(NamedTuple):
    pieces: list[str]
    """Of the SQL, between its parameters."""
    params: list[tuple[str | None, Any]]
    """The name of the value that goes there; without, what always stands there."""
    converters: list[tuple[int, Any, Any]]


class Prepared:
    """A read of tuples, a `values_list` that `build` makes of values given by name.

    `values` tells their types: int, str or datetime. The rest of what `build` takes is the shape of its query.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **values: type) -> None:
        self._build, self._values = build, values
        self._written = lru_cache(maxsize=64)(self._write)

    def rows(self, shape: dict[str, Any], **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values. A list, never empty, of those that stand in the brackets of an IN."""
        written = self._written(connection.vendor, tuple(shape.items()))
        sql, params = [written.pieces[0]], []
        for (name, fixed), piece in zip(written.params, written.pieces[1:], strict=True):
            value = fixed if name is None else values[name]
            if isinstance(value, list):
                params += value
                sql += (", ".join(["%s"] * len(value)), piece)
            else:
                params.append(_adapted(value))
                sql += ("%s", piece)
        with connection.cursor() as cursor:
            cursor.execute("".join(sql), params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return list(_converted(found, written.converters)) if written.converters else found

    def _write(self, _vendor: str, shape: tuple[tuple[str, Any], ...]) -> _Written:
        marks = {name: _MARKS[kind](number) for number, (name, kind) in enumerate(self._values.items())}
        names = {_adapted(mark): name for name, mark in marks.items()}
        compiler = self._build(**marks, **dict(shape)).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        return _Written(
            sql.split("%s"),
            [(names.get(param), param) for param in params],
            [(place, chain, column) for place, (chain, column) in converters.items()],
        )


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _converted(rows: Iterable[Any], converters: list[tuple[int, Any, Any]]) -> Iterator[tuple[Any, ...]]:
    for row in map(list, rows):
        for place, chain, column in converters:
            for convert in chain:
                row[place] = convert(row[place], column, connection)
        yield tuple(row)
