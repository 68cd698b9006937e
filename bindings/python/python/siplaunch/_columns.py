"""Columns of text from any library, and the texts of their errors.

The texts name types, never values. Rust raises the errors: no frame here keeps logins for a traceback.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping


def items(column: object) -> Iterable[object] | None:
    """Return the cells of a column that is no list, or None for any other object."""
    # The type has the answer: a column of pandas has an attribute for each entry of its index.
    kind = type(column)
    # Tables and mappings iterate over names and sets in any order; a single text is a mistake.
    if issubclass(kind, str | bytes | bytearray | Mapping | set | frozenset) or hasattr(kind, "columns"):
        return None
    if hasattr(kind, "to_pylist"):
        # Arrow makes Python's objects of its cells only here.
        column = kind.to_pylist(column)
    # An array of NumPy may have more than one dimension, or none.
    is_column = hasattr(type(column), "__iter__") or hasattr(type(column), "__getitem__")
    return column if is_column and getattr(column, "ndim", 1) == 1 else None  # type: ignore[return-value] # see above


def no_column(field: str, column: object) -> str:
    """Write the error of an argument that is no column."""
    return f"the column '{field}s' is of type {type(column).__name__}: give a sequence of str, one a row"


def wrong_column(field: str, column: object, cells: list[object]) -> str | None:
    """Write the error of a column without any text; None if its cells are missing, which is an error of each row."""
    for cell in cells:
        if not isinstance(cell, str) and not _is_missing(cell):
            return f"the column '{field}s' holds {_holds(column, cell)} and not str: {_fix(column, cell)}"
    return None


def wrong_cell(field: str, cell: object) -> str:
    """Write the error of a cell that is no text."""
    if isinstance(cell, str):
        return f"the {field} has lone surrogates: give Unicode text"
    if _is_missing(cell):
        return f"the {field} is missing"
    return f"the {field} is of type {type(cell).__name__} and not str: {_fix(None, cell)}"


def _is_missing(cell: object) -> bool:
    """Recognize None, NaN, and NA and NaT of pandas."""
    is_nan = isinstance(cell, numbers.Real) and cell != cell  # noqa: PLR0124 - only NaN is
    return cell is None or is_nan or type(cell).__name__ in {"NAType", "NaTType"}


def _holds(column: object, cell: object) -> str:
    """Name the type that a column declares, or else the type of one of its cells."""
    declared = str(getattr(column, "dtype", getattr(column, "type", None)))
    return type(cell).__name__ if declared in {"None", "object", "category"} else declared


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
