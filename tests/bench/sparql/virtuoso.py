"""Virtuoso 7: its settings, and how a dataset gets into it."""

import shutil
import subprocess
from pathlib import Path

from graph.limits import cores
from tests.bench.sparql.programs import program

DEFAULT_GRAPH = "urn:oxiana:default"
SETTINGS = "virtuoso.ini"
PAGE = 8192
MEMORY = 2 * 1024**3  # for pages of the database
FILE = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{own_port}
ServerThreads = 64
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 2G
DirsAllowed = .
CheckpointInterval = 0
ThreadsPerQuery = {cores}
AsyncQueueMaxThreads = {cores}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 32
MaxKeepAlives = 64
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 1000000000
"""
LOADED = "loaded"


def configure(folder: Path, own_port: int, port: int) -> None:
    """Write the settings for a server over a database in a folder: 2 GiB of pages, and no cap on results."""
    folder.mkdir(exist_ok=True)
    buffers = MEMORY // PAGE
    told = FILE.format(own_port=own_port, port=port, buffers=buffers, dirty=buffers * 3 // 4, cores=cores())
    (folder / SETTINGS).write_text(told, encoding="utf-8")


def load(folder: Path, own_port: int, nquads: Path) -> None:
    """Load a file of N-Quads, unless it is loaded; the triples of no graph go to `DEFAULT_GRAPH`.

    Raises:
        RuntimeError: the server did not take all of it.
    """
    if (folder / LOADED).exists():
        return
    copy = folder / "load" / nquads.name
    copy.parent.mkdir(exist_ok=True)
    shutil.copyfile(nquads, copy)
    orders = f"ld_dir('load', '*.nq', '{DEFAULT_GRAPH}'); rdf_loader_run(); checkpoint;"
    faults = "SELECT ll_error FROM DB.DBA.load_list WHERE ll_state <> 2 OR ll_error IS NOT NULL;"
    told = subprocess.run(
        [program("isql-vt"), str(own_port), "dba", "dba", f"exec={orders} {faults}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    copy.unlink()
    if "\n0 Rows." not in told:
        raise RuntimeError(f"Virtuoso did not load {nquads}: {told.strip().splitlines()[-1]}")
    (folder / LOADED).touch()
