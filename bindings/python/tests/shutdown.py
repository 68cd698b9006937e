"""A process that ends in some way, with queues in many places that make a link when they are dropped.

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
    """An object for weak references."""


def work(name, stop):
    """Use the shared objects, and leave a queue to the thread."""
    local.queue = Queue(name, everything())
    while True:
        objects["Portal"].launch_link(objects["Brand"], objects["Credentials"])
        objects["LaunchHandler"].handle(method="GET", query="c=x")
        working.set()
        if stop.is_set():
            return


# Queues in globals, made before and after their objects; in a cycle; in modules; behind weak references.
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

# The end of the process waits for the thread, or cuts off a daemon thread in the middle of a call.
local, working, end = threading.local(), threading.Event(), threading.Event()
local.queue = Queue("thread, main", objects)
way = sys.argv[1]
threading.Thread(target=work, args=("thread", end), daemon=way == "daemon").start()
working.wait()
if way != "daemon":
    threading.Timer(0.01, end.set).start()

ways = {"exit": lambda: sys.exit(3), "error": lambda: 1 / 0, "_exit": lambda: os._exit(3), "fork": os.fork}
ways.get(way, int)()
