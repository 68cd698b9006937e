#!/usr/bin/env python3
"""Sealed links on a Spark cluster. Usage: spark-submit spark_links.py SUBSCRIBERS LINKS PORTAL KEY_FILE.

The Parquet table SUBSCRIBERS has the columns `id`, `username`, `server` and `password`. The table LINKS gets `id`,
`link`, which works for a day, and `error`, which says why a bad row has no link.

KEY_FILE is the path of a key file on each worker, which only Spark's user may read. The keys are nowhere else: not in
Spark's configuration, plan, arguments or logs. A worker that fails is no problem: Spark makes its rows again, and the
same row gives the same link.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

import pyarrow as pa
from pyspark.sql import SparkSession

from siplaunch import KeyRing, Portal, arrow

SCHEMA = "id STRING, link STRING, error STRING"
ARROW_SCHEMA = pa.schema([("id", pa.string()), ("link", pa.string()), ("error", pa.string())])

Batches = Iterator[pa.RecordBatch]


def sealed_links(portal: str, key_file: str, expires: datetime) -> Callable[[Batches], Batches]:
    """Make the function for `DataFrame.mapInArrow`. Spark sends it to the workers, and they read the key file."""

    def links(batches: Batches) -> Batches:
        base, key_ring = Portal(portal), KeyRing.from_file(key_file)
        for batch in batches:
            texts = arrow.sealed_links(
                base, key_ring, batch["username"], batch["server"], batch["password"], expires=expires
            )
            made = pa.table(texts)
            table = pa.table([batch["id"], made["text"], made["error"]], ["id", "link", "error"])
            yield from table.cast(ARROW_SCHEMA).to_batches()

    return links


def main(subscribers: str, links: str, portal: str, key_file: str) -> None:
    """Read the table, make the links on all workers, and write them."""
    spark = SparkSession.builder.getOrCreate()
    expires = datetime.now(timezone.utc) + timedelta(days=1)
    make = sealed_links(portal, key_file, expires)
    spark.read.parquet(subscribers).mapInArrow(make, SCHEMA).write.parquet(links)
    rejected = spark.read.parquet(links).where("error IS NOT NULL").count()
    print(f"{rejected} rows are bad: the column `error` says why")  # noqa: T201
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
