"""A process that claims links: the queries in the file `CLAIMS_QUERIES`, in this order, for tests/claims/race.py.

Its argument is a name of stores.py. With `CLAIMS_CONNECTION` it keeps one connection for all.
"""

import os
import sys
from functools import partial
from pathlib import Path

from stores import connect, tap

from siplaunch import ClaimStore

open_connection = partial(connect, sys.argv[1])
store = ClaimStore(open_connection() if "CLAIMS_CONNECTION" in os.environ else open_connection)
queries = Path(os.environ["CLAIMS_QUERIES"]).read_text().split()
sys.stdout.write("ready\n")
sys.stdout.flush()
for _ in range(int(input())):
    for query in queries:
        sys.stdout.write(store.claim(tap(query)) + "\n")
