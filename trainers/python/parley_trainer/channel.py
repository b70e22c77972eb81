"""The two pipes to Parley: JSON objects, one a line. Needs nothing but the standard library."""

import json
import os
import queue
import sys
import threading


class Channel:
    """Messages in a queue, filled by a thread of its own, so that a cancellation is seen while a model trains."""

    def __init__(self):
        # What anything else prints must not mix with the protocol: from here on it goes to stderr.
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self._orders = queue.Queue()
        self._cancelled = set()
        self._is_over = False
        threading.Thread(target=self._read, args=(sys.stdin.buffer,), daemon=True).start()

    def _read(self, stream):
        for line in stream:
            order = json.loads(line)
            if order["type"] == "cancel":
                self._cancelled.add(order["job"])
            else:
                self._orders.put(order)
        # Parley is gone, however it went.
        self._is_over = True
        self._orders.put({"type": "bye"})

    def next(self):
        """The next message but `cancel`; `bye` when stdin has ended."""
        return self._orders.get()

    def is_cancelled(self, job):
        return self._is_over or job in self._cancelled

    def send(self, message):
        self._out.write(json.dumps(message, allow_nan=False) + "\n")
        self._out.flush()
