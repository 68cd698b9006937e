"""A process that ends in some way, with queues all over it that make a link when they go.

usage: shutdown.py normal|exit|error|fork|daemon|_exit
"""

import atexit
import os
import sys
import threading
import weakref

from everything import everything
from queues import Queue


class Watched:
    """What a weak reference can watch."""


def work(name, stop):
    """Use what is shared, and leave a queue to the thread."""
    local.queue = Queue(name, everything())
    while True:
        objects["Portal"].launch_link(objects["Brand"], objects["Credentials"])
        objects["LaunchHandler"].handle(method="GET", query="c=x")
        working.set()
        if stop.is_set():
            return


# In globals, before and behind what they use; in cycles; where modules keep things; behind weak references.
early = Queue("global, early", {})
objects = early.objects = everything()
late = Queue("global, late", objects)
cycle = Queue("cycle", everything())
cycle.itself = cycle
sys.queue = Queue("sys", everything())
sys.modules["queue of a test"] = Queue("sys.modules", everything())
atexit.register(Queue("atexit", objects).flush)
watched, called = Watched(), Watched()
weakref.finalize(watched, Queue("finalizer", everything()).flush)
last = Queue("callback", everything())
callback = weakref.ref(called, lambda _: last.flush())
del called

# A thread that the end waits for, or one that is cut off in the middle of a call.
local, working, end = threading.local(), threading.Event(), threading.Event()
local.queue = Queue("thread, main", objects)
way = sys.argv[1]
threading.Thread(target=work, args=("thread", end), daemon=way == "daemon").start()
working.wait()
if way != "daemon":
    threading.Timer(0.01, end.set).start()

ways = {"exit": lambda: sys.exit(3), "error": lambda: 1 / 0, "_exit": lambda: os._exit(3), "fork": os.fork}
ways.get(way, int)()
