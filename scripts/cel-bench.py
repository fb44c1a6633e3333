#!/usr/bin/env python3
"""The guards of Benchmarks/CEL/guards.txt, compiled and evaluated by Google's cel-cpp through its Python binding."""
import datetime
import sys
import time

from cel_expr_python import cel


def instant(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


# The binding takes instants only where a type says so: those of maps are variables with qualified names, those of the bookings
# seconds, which costs cel-cpp a conversion for each.
DATA = {
    "items": [
        {"id": f"booking-{n}", "open": False, "openedAt": 1767225600, "operator": f"Operator {n % 3}", "energy": 12.5} for n in range(10)
    ],
    "children": [{"key": f"2026-01/{n}", "ended": True} for n in range(10)],
    "data": {"count": 5, "average": 60.5, "previous": 61.0},
    "data.at": instant("2026-01-09T23:00:00"),
    "now": instant("2026-01-10"),
    "instance": {"key": "2026-01/EMSP-7", "state": "open"},
    "instance.openedAt": instant("2026-01-01"),
}


def nanoseconds(count, body):
    best = float("inf")
    for _ in range(10):
        start = time.process_time_ns()
        for _ in range(count):
            body()
        best = min(best, (time.process_time_ns() - start) / count)
    return best


def main():
    dynamic = cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
    env = cel.NewEnv(variables={
        "items": cel.Type.List(dynamic), "children": cel.Type.List(dynamic), "data": dynamic, "instance": dynamic, "now": cel.Type.TIMESTAMP,
        "data.at": cel.Type.TIMESTAMP, "instance.openedAt": cel.Type.TIMESTAMP,
    })
    activation = env.Activation(DATA)
    print("   compile   evaluate  guard (ns)")
    for source in open(sys.argv[1], encoding="utf-8").read().splitlines():
        source = source.replace("i.openedAt", "timestamp(i.openedAt)")
        program = env.compile(source)
        answer = program.eval(activation)
        if answer.type().name() != "BOOL":
            sys.exit(f"{source}: {answer}")
        compiling = nanoseconds(50, lambda: env.compile(source))
        evaluating = nanoseconds(500, lambda: program.eval(activation))
        print(f"{compiling:10.1f} {evaluating:10.1f}  {source}")


if __name__ == "__main__":
    main()
