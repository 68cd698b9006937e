#!/usr/bin/env python3
"""Sealed links in Polars, as an expression. Usage: polars_links.py SUBSCRIBERS LINKS PORTAL KEY_FILE.

The Parquet table SUBSCRIBERS has the columns `id`, `username`, `server` and `password`. The table LINKS gets `id`,
`link`, which works for a day, and `error`, which says why a bad row has no link.
"""

import sys
from datetime import datetime, timedelta, timezone

import polars as pl

from siplaunch import KeyRing, Portal, arrow


def sealed_link(portal: Portal, key_ring: KeyRing, *, expires: datetime) -> pl.Expr:
    """Make the expression: a struct of `link` and `error`, from the columns `username`, `server` and `password`."""

    def links(subscribers: pl.Series) -> pl.Series:
        columns = subscribers.struct.unnest()
        texts = arrow.sealed_links(
            portal, key_ring, columns["username"], columns["server"], columns["password"], expires=expires
        )
        return pl.DataFrame(texts).rename({"text": "link"}).to_struct()

    # Each row is made alone, so Polars may take a table that does not fit into memory in parts.
    return pl.struct("username", "server", "password").map_batches(
        links, return_dtype=pl.Struct({"link": pl.String, "error": pl.String}), is_elementwise=True
    )


def main(subscribers: str, links: str, portal: str, key_file: str) -> None:
    """Read the table, make the links, and write them."""
    expires = datetime.now(timezone.utc) + timedelta(days=1)
    link = sealed_link(Portal(portal), KeyRing.from_file(key_file), expires=expires)
    pl.scan_parquet(subscribers).select("id", link.alias("made")).unnest("made").sink_parquet(links)


if __name__ == "__main__":
    main(*sys.argv[1:])
