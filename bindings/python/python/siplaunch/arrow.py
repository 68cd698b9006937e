"""Links of whole columns of pyarrow, Polars, pandas, DuckDB, and all others that have the Arrow PyCapsule interface.

No column becomes a Python list: this module reads the memory of the library that made it, and the result is a table of
Arrow. A column is any object with `__arrow_c_array__` or `__arrow_c_stream__` that holds text: `string`,
`large_string`, `string_view`, or a dictionary of these (a category). A table or a query with a single column is one
too. The three columns may be of different libraries, types and chunks.

A bad row has no text, and its error is in the column `error`: it stops nothing. Other threads run meanwhile, and many
rows are made on all cores.
"""

from siplaunch._native import Texts, app_links, launch_links, one_time_links, sealed_links, tokens

__all__ = ["Texts", "app_links", "launch_links", "one_time_links", "sealed_links", "tokens"]
