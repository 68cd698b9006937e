"""What columns are made of, where it is not text.

Only types are told of what is in them. Rust raises the errors: no frame here keeps logins for a traceback.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping


def items(column: object) -> Iterable[object] | None:
    """Hand out the cells of a column that is no list; None for what is no column."""
    # The type is asked: a column of pandas has attributes by what is in its index.
    kind = type(column)
    # Tables and mappings are iterated by their names, sets in any order, and one text was hardly meant as many.
    if issubclass(kind, str | bytes | bytearray | Mapping | set | frozenset) or hasattr(kind, "columns"):
        return None
    if hasattr(kind, "to_pylist"):
        # Arrow's cells are not Python's until they are asked for.
        column = kind.to_pylist(column)
    # An array of NumPy may have other than one dimension.
    is_column = hasattr(type(column), "__iter__") or hasattr(type(column), "__getitem__")
    return column if is_column and getattr(column, "ndim", 1) == 1 else None  # type: ignore[return-value] # see above


def no_column(field: str, column: object) -> str:
    """Say what is wrong with what is no column."""
    return f"the column '{field}s' is of type {type(column).__name__}: give a sequence of str, one a row"


def wrong_column(field: str, column: object, cells: list[object]) -> str | None:
    """Say what is wrong with a column without any text, unless its cells are missing: that is each row's affair."""
    for cell in cells:
        if not isinstance(cell, str) and not _is_missing(cell):
            return f"the column '{field}s' holds {_holds(column, cell)} and not str: {_fix(column, cell)}"
    return None


def wrong_cell(field: str, cell: object) -> str:
    """Say what is wrong with a cell of a column that has texts."""
    if isinstance(cell, str):
        return f"the {field} has lone surrogates: give Unicode text"
    if _is_missing(cell):
        return f"the {field} is missing"
    return f"the {field} is of type {type(cell).__name__} and not str: {_fix(None, cell)}"


def _is_missing(cell: object) -> bool:
    """Tell None, NaN, and pandas' NA and NaT."""
    is_nan = isinstance(cell, numbers.Real) and cell != cell  # noqa: PLR0124 - only NaN is
    return cell is None or is_nan or type(cell).__name__ in {"NAType", "NaTType"}


def _holds(column: object, cell: object) -> str:
    """Name what a column says that it holds, or else what one of its cells is."""
    said = str(getattr(column, "dtype", getattr(column, "type", None)))
    return type(cell).__name__ if said in {"None", "object", "category"} else said


def _fix(column: object, cell: object) -> str:
    if isinstance(cell, bytes | bytearray):
        return "decode it"
    if hasattr(type(column), "to_pylist"):
        return "read it as pyarrow.string()"
    if not hasattr(type(column), "astype"):
        return "give a str in each row"
    if isinstance(cell, numbers.Integral):
        return "read it with dtype=str, or use .astype(str) if no number began with 0"
    return "read it with dtype=str"
