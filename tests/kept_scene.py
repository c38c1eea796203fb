"""The scene is built by actions once in a process; each test then gets its rows again, written at once.

Moments are those of the test, and what is drawn by chance is drawn anew.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

_Rows = dict[type[models.Model], list[models.Model]]


def _tables() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if str(model._meta.app_config.name).startswith("epaule.")]  # type: ignore[union-attr]


def _read() -> _Rows:
    rows = {model: list(model._base_manager.order_by("pk")) for model in _tables()}
    return {model: some for model, some in rows.items() if some}


def _drawn(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField) and field.has_default() and callable(field.default)


@dataclass(frozen=True)
class Kept:
    """What was written, without anything of the test that wrote it."""

    rows: bytes
    fresh: dict[type[models.Model], list[models.Field[Any, Any]]]
    """Fields that every test has its own value of."""
    empty: str
    """SQL: whether nothing of it is there."""

    @classmethod
    def of(cls, build: Callable[[], object]) -> Kept:
        """What `build` writes in an empty database, which is left as it was."""
        with transaction.atomic():
            assert not _read(), "the database was not empty"
            build()
            rows = _read()
            transaction.set_rollback(True)
        moments = (models.DateTimeField,)
        fresh = {
            model: [field for field in model._meta.concrete_fields if isinstance(field, moments) or _drawn(field)]
            for model in rows
        }
        some = " OR ".join(f"EXISTS (SELECT 1 FROM {model._meta.db_table})" for model in rows)  # noqa: S608
        return cls(pickle.dumps(list(rows.values())), fresh, f"SELECT NOT ({some})")

    @transaction.atomic
    def write(self) -> Iterator[models.Model] | None:
        """The rows, written again; None where some are already, which may be in the way."""
        with connection.cursor() as cursor:
            cursor.execute(self.empty)
            if not cursor.fetchone()[0]:
                return None
        rows: list[list[models.Model]] = pickle.loads(self.rows)  # noqa: S301 - written above
        now = timezone.now()
        for some, (model, fresh) in zip(rows, self.fresh.items(), strict=True):
            for field in fresh:
                for row in some:
                    if getattr(row, field.attname) is not None:
                        setattr(row, field.attname, field.get_default() if _drawn(field) else now)
            model._base_manager.bulk_create(some)
        return (row for some in rows for row in some)
