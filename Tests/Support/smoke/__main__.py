"""Calls every operation of AWS's models with valid and with wrong input: Tests/Support/smoke CONTROL-PORT DATA-PORT [NAME …]

Run by the Python of Tests/Support/moto, against `gatewright serve`. Inputs are made from botocore's models and small
tables; every raw answer is held against the operation's output shape, and every refusal against the constraint that was
broken. An operation that answers 501 is listed as not carried out. NAMEs run some operations only: `CreateStage`, or
`v2.CreateStage`. The exit code is 1 when anything is wrong.
"""

import sys

from client import Client, Wrong
import http_tables
import inputs
import rest_tables
import wrong
from world import World


def smoke(client, tables, wanted):
    """Returns the lines of complaints and the names of operations that are not carried out."""
    world = World(client, tables)
    complaints, missing, counts = [], [], [0, 0]
    for name in sorted(client.operations(), key=tables.order):
        if wanted and name not in wanted:
            continue
        if not client.is_carried_out(name):
            missing.append(name)
            continue
        tests = [("valid", one) for one in inputs.valid(name, world, complaints)]
        if not tests:
            complaints.append(f"{name}: the tables make no valid input")
        for _, arguments in tests:
            counts[0] += 1
            try:
                answer = client.call(name, arguments)
                complaints += [f"{name}: {line}" for line in client.echoes(name, arguments, answer, tables.CHANGED)]
            except Wrong as error:
                complaints.append(f"{name}({arguments}): {error}")
        try:
            refusals = list(wrong.cases(name, world))
        except Wrong as error:
            complaints.append(f"{name}: no input to spoil: {error}")
            continue
        if not refusals and name not in tables.WITHOUT_INPUT:
            complaints.append(f"{name}: no input is wrong")
        for case in refusals:
            counts[1] += 1
            try:
                case.run(client)
            except Wrong as error:
                complaints.append(f"{name}, {case.title}: {error}")
    return complaints, missing, counts


def main():
    port, wanted = sys.argv[1], sys.argv[3:]
    failed = False
    for service, tables in (("apigateway", rest_tables), ("apigatewayv2", http_tables)):
        prefix = "v2." if service == "apigatewayv2" else ""
        names = {name.removeprefix(prefix) for name in wanted if name.startswith("v2.") == bool(prefix)}
        if wanted and not names:
            continue
        complaints, missing, counts = smoke(Client(service, port), tables, names)
        print(f"{service}: {counts[0]} valid calls, {counts[1]} refused ones, {len(complaints)} complaints")
        if missing:
            print(f"{service}, not carried out: {' '.join(missing)}")
        for line in complaints:
            print("  " + line)
        failed = failed or bool(complaints)
    sys.exit(1 if failed else 0)


main()
