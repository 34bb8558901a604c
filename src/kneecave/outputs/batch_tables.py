"""The rows of a batch as files for other programs: JSON Lines, CSV, Parquet; row after row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from kneecave.model.batch import ClipRow
from kneecave.outputs.batch_columns import Cell, Column, columns
from kneecave.outputs.clip_row import to_line
from kneecave.outputs.interop.parquet import parquet_library

Take: TypeAlias = Callable[[ClipRow, Sequence[Cell]], None]
"""Is given one row after the other, with its cells as ``columns()`` reads them."""

ROW_GROUP = 10_000
"""Rows of a Parquet file that are held in memory together."""


def parquet_possible() -> bool:
    """Return whether the extra ``parquet`` is installed."""
    return find_spec("pyarrow") is not None


@contextmanager
def lines(path: Path) -> Iterator[Take]:
    """Write each row as one line of JSON, with everything that is known, times among it."""
    with path.open("wb") as file:

        def take(row: ClipRow, _: Sequence[Cell]) -> None:
            file.write(to_line(row))

        yield take


@contextmanager
def table(path: Path) -> Iterator[Take]:
    """Write the rows as CSV in UTF-8; empty where there is nothing, lists with spaces between."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in columns())

        def take(_: ClipRow, cells: Sequence[Cell]) -> None:
            writer.writerow(map(_text, cells))

        yield take


@contextmanager
def parquet(path: Path) -> Iterator[Take]:
    """Write the rows as Parquet: the CSV's columns with types, null where there is nothing.

    Raises
    ------
    UsageError
        The extra ``parquet`` is not installed.
    """
    pa = parquet_library()
    wanted = columns()
    schema = pa.schema([(column.name, _type(column, pa)) for column in wanted])
    held: list[Sequence[Cell]] = []
    with pa.parquet.ParquetWriter(path, schema) as writer:

        def flush() -> None:
            arrays = [
                pa.array(map(_shown, cells) if column.kind is str else cells, type=field.type)
                for column, cells, field in zip(
                    wanted, zip(*held, strict=True), schema, strict=True
                )
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            held.clear()

        def take(_: ClipRow, cells: Sequence[Cell]) -> None:
            held.append(cells)
            if len(held) == ROW_GROUP:
                flush()

        yield take
        if held:
            flush()


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.4f}"
    return " ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)


def _type(column: Column, pa: Any) -> Any:
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), tuple: pa.list_(pa.int32())}
    return kinds[column.kind]


def _shown(cell: Cell) -> Cell:
    """Return a text with ``?`` for letters that UTF-8 cannot hold."""
    if not isinstance(cell, str) or cell.isascii():
        return cell
    return cell.encode("utf-8", "replace").decode("utf-8")
