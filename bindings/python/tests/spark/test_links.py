"""The job of examples/spark_links.py on a real cluster: a master and two workers, each with processes of its own."""

import importlib
import os
import shutil
import signal
import stat
import sys
from datetime import datetime, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pyspark
import pytest
from pyspark import TaskContext
from pyspark.sql import SparkSession

from siplaunch import KeyRing, parse_launch_link

EXAMPLES = Path(__file__).parents[4] / "examples"
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
PORTAL = "https://portal.example/p"
KEY = "5e" * 31 + "a1"
PASSWORD = "pass-Secret-{}"
EXPIRES = datetime(2030, 1, 1, tzinfo=timezone.utc)
ROWS, PARTITIONS = 40_000, 8
SPARK_HOME = Path(pyspark.__file__).parent
sys.path.insert(0, str(EXAMPLES))
spark_links = importlib.import_module("spark_links")
# What a bad row has in place of its password, and its error.
BAD = {
    7: (None, "the password is missing"),
    11: ("a&b", "the password contains '&'"),
    39_999: ("", "the password is empty"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("spark")


@pytest.fixture(scope="module")
def key_file(folder):
    path = folder / "keys.toml"
    path.write_text(f'current = 0\n[keys]\n0 = "{KEY}"\n')
    path.chmod(stat.S_IRUSR)
    return str(path)


@pytest.fixture(scope="module")
def subscribers(folder):
    passwords = [BAD[row][0] if row in BAD else PASSWORD.format(row) for row in range(ROWS)]
    users = [f"user{row}" for row in range(ROWS)]
    table = pa.table(
        {
            "id": [str(row) for row in range(ROWS)],
            "username": users,
            "server": ["example.org"] * ROWS,
            "password": passwords,
        }
    )
    path = folder / "subscribers"
    path.mkdir()
    for part in range(PARTITIONS):
        rows = ROWS // PARTITIONS
        pa.parquet.write_table(table.slice(part * rows, rows), path / f"{part}.parquet", compression="none")
    return str(path)


@pytest.fixture(scope="module")
def work():
    """Have an empty folder for what the cluster writes."""
    shutil.rmtree(SPARK_HOME / "work", ignore_errors=True)
    yield SPARK_HOME / "work"
    shutil.rmtree(SPARK_HOME / "work")


@pytest.fixture(scope="module")
def cluster(folder, work):  # noqa: ARG001 - it must be empty before
    """Two workers with one core and 1 GB each."""
    (folder / "events").mkdir()
    settings = {
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": str(folder / "events"),
        "spark.eventLog.enabled": "true",
        "spark.executorEnv.PYTHONPATH": f"{EXAMPLES}:{Path(__file__).parent}",
        # Both workers are there before the first task.
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        # A file, a task; and batches so small that a worker fails in the middle.
        "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
        "spark.sql.files.openCostInBytes": "128m",
        # Snappy, the default, takes another libc's library where both are installed.
        "spark.sql.parquet.compression.codec": "none",
        "spark.ui.enabled": "false",
    }
    os.environ |= {
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_HOME": str(SPARK_HOME),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_SCALA_VERSION": "2.13",
    }
    builder = SparkSession.builder.master("local-cluster[2,1,1024]")
    spark = builder.config(map=settings).getOrCreate()
    yield spark
    spark.stop()


def _assert_complete(rows):
    """Each subscriber has one row, and each link opens to his login."""
    keys = KeyRing({0: bytes.fromhex(KEY)}, current=0)
    assert sorted(int(row.id) for row in rows) == list(range(ROWS))
    for row in rows:
        number = int(row.id)
        if number in BAD:
            assert row.link is None
            assert row.error.startswith(BAD[number][1])
        else:
            opened = keys.open(parse_launch_link(row.link))
            assert (opened.credentials.username, opened.credentials.password) == (
                f"user{number}",
                PASSWORD.format(number),
            )
            assert row.error is None


def _processes(batches):
    for batch in batches:
        yield pa.record_batch({"process": [os.getpid()] * batch.num_rows, "executor": [_executor()] * batch.num_rows})


def _executor():
    """Find the Java process of this worker: the parent of the daemon that forks workers."""
    return int(Path(f"/proc/{os.getppid()}/stat").read_text().rsplit(")", 1)[1].split()[1])


def test_several_workers_make_the_links(cluster, subscribers, key_file):
    table = cluster.read.parquet(subscribers)
    processes = table.mapInArrow(_processes, "process LONG, executor LONG").distinct().collect()
    assert len({row.process for row in processes}) >= 2
    assert len({row.executor for row in processes}) == 2
    assert os.getpid() not in {row.process for row in processes}
    links = table.mapInArrow(spark_links.sealed_links(PORTAL, key_file, EXPIRES), spark_links.SCHEMA)
    assert KEY not in links._jdf.queryExecution().toString()
    _assert_complete(links.collect())


def _killed(process, make):
    """Let a process die at the third batch of a file, the first time that the file's turn comes."""

    def links(batches):
        for count, batch in enumerate(make(batches)):
            task = TaskContext.get()
            if (count, task.partitionId(), task.attemptNumber()) == (2, 1, 0):
                os.kill(process(), signal.SIGKILL)
                signal.pause()
            yield batch

    return links


def _failed_tasks(folder):
    return sum(path.read_text().count('"Failed":true') for path in (folder / "events").rglob("*") if path.is_file())


@pytest.mark.parametrize("process", [os.getpid, _executor], ids=["Python worker", "executor"])
def test_a_worker_is_killed_midway(cluster, subscribers, key_file, folder, process):
    make = _killed(process, spark_links.sealed_links(PORTAL, key_file, EXPIRES))
    path, failed = str(folder / process.__name__), _failed_tasks(folder)
    cluster.read.parquet(subscribers).mapInArrow(make, spark_links.SCHEMA).write.parquet(path)
    assert _failed_tasks(folder) > failed
    _assert_complete(cluster.read.parquet(path).collect())


def test_nothing_secret_is_in_logs_and_events(folder, work):
    """Of all jobs above: the events have their plans, and the workers' folders what they said."""
    files = [path for root in (folder / "events", work) for path in root.rglob("*") if path.is_file()]
    said = b"".join(path.read_bytes() for path in files if path.suffix != ".jar")
    assert b"MapInArrow" in said
    for secret in (KEY, "pass-Secret", "portal.example/p?c="):
        assert secret.encode() not in said


def test_the_example_itself(cluster, subscribers, key_file, folder, capfd):
    assert cluster is SparkSession.getActiveSession()
    links = folder / "links"
    spark_links.main(subscribers, str(links), PORTAL, key_file)
    assert f"{len(BAD)} rows are bad" in capfd.readouterr().out
    table = pa.parquet.read_table(links)
    assert (table.num_rows, table["link"].null_count) == (ROWS, len(BAD))
