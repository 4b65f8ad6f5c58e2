"""How a contender talks with bench.py: one JSON line when it is loaded, then one for each line that it is sent.

A contender that can't do what it was asked for sends {"skip": reason} instead and ends.
"""

import json
import sys
import time


def send(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def skip(reason):
    send({"skip": " ".join(str(reason).split())[:300]})
    sys.exit(0)


def serve(run, **about):
    """Says what it is, then runs and times `run` for each line of standard input, until that ends."""
    send(about)
    for _ in sys.stdin:
        start = time.perf_counter()
        run()
        send({"seconds": time.perf_counter() - start})
