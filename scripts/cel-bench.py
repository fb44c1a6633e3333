#!/usr/bin/env python3
"""The guards of Benchmarks/CEL/guards.txt, compiled and evaluated by Google's cel-cpp through its Python binding."""
import datetime
import sys
import time

from cel_expr_python import cel


def instant(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


DATA = {
    "items": [
        {"id": f"booking-{n}", "open": False, "openedAt": instant("2026-01-01"), "operator": f"Operator {n % 3}", "energy": 12.5}
        for n in range(10)
    ],
    "children": [{"key": f"2026-01/{n}", "ended": True} for n in range(10)],
    "data": {"count": 5, "average": 60.5, "previous": 61.0, "at": instant("2026-01-09T23:00:00")},
    "now": instant("2026-01-10"),
    "instance": {"key": "2026-01/EMSP-7", "openedAt": instant("2026-01-01"), "state": "open"},
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
    })
    activation = env.Activation(DATA)
    print("   compile   evaluate  guard (ns)")
    for source in open(sys.argv[1], encoding="utf-8").read().splitlines():
        program = env.compile(source)
        compiling = nanoseconds(50, lambda: env.compile(source))
        evaluating = nanoseconds(500, lambda: program.eval(activation))
        print(f"{compiling:10.1f} {evaluating:10.1f}  {source}")


if __name__ == "__main__":
    main()
