"""Drives the TLS address with real clients (curl, openssl s_client, Python's ssl): python3 Tests/Support/tls BINARY [NAME…]

It makes its own certificates and its own backend and starts the command itself: `run` for the listener, `serve` for
domain names. Each function whose name begins with `run_`, `start_`, `serve_` or `websocket_` is a scenario; the exit
code is the number of those that failed.
"""

import re
import sys
import time
import traceback

import listener
import mutual
import others
from nodes import Node, prepare

ONLY = sys.argv[2:]


def found(beginning):
    for module in (listener, mutual, others):
        for name, function in vars(module).items():
            if re.match(beginning, name):
                yield name, function


def main():
    failures = 0
    prepare()
    node = Node("run", "api.yaml", "--listen", "127.0.0.1:0", "--config", "run.yaml", "--access-log", "off", "--event-loops", "2")
    own = [(name, lambda function=function: function(node)) for name, function in found("run_")]
    rest = [(name, function) for name, function in found("start_|serve_|websocket_")]
    for name, action in own + rest:
        if ONLY and name not in ONLY:
            continue
        start = time.monotonic()
        try:
            action()
            print(f"ok {name} {time.monotonic() - start:.1f} s", flush=True)
        except BaseException:
            failures += 1
            print(f"FAILED {name}", flush=True)
            traceback.print_exc(file=sys.stdout)
    if node.end() != 0:
        failures += 1
        print("FAILED the command ends", node.text(), flush=True)
    return failures


if __name__ == "__main__":
    sys.exit(main())
