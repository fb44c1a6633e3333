#!/usr/bin/env python3
"""Ten thousand generated expressions, evaluated by Google's cel-cpp, as conformance cases for ours.

    python3 -m venv var/cel && var/cel/bin/pip install cel-expr-python==0.1.3
    var/cel/bin/python scripts/cel-second-opinion.py var/second-opinion [--count 10000] [--seed 1]
    TOCSIN_MATERIAL=$PWD/var/second-opinion swift test --filter CELConformance

Writes FOLDER/cel/second-opinion.json in the form of the official cases. Where cel-cpp is known to differ from the language's
definition, the generator keeps clear of it or the expected value is put right, with the reason beside.
"""
import argparse
import base64
import json
import math
import pathlib
import random
import re

from cel_expr_python import cel
from cel_expr_python.ext import ext_bindings, ext_encoders, ext_math, ext_optional, ext_strings

SCALARS = ["int", "uint", "double", "string", "bool", "timestamp", "duration", "bytes"]
VARIABLES = {
    "n": ("int", 7), "x": ("double", -2.5), "s": ("string", "añb"), "b": ("bool", True),
}


class Generator:
    """Expressions that mostly fit their types."""

    def __init__(self, seed, substitutes=False):
        self.random = random.Random(seed)
        # Whether a value stands in place of the name that it would be bound to: the same expression without `cel.bind`.
        self.substitutes = substitutes
        self.locals = []
        self.bound = 0

    def pick(self, *choices):
        return self.random.choice(choices)

    def make(self, kind, depth):
        if self.random.random() < 0.01:
            kind = self.random.choice(SCALARS)
        local = [name for name, of in self.locals if of == kind]
        if local and self.random.random() < 0.35:
            return local[-1]
        if depth <= 0:
            return self.leaf(kind)
        form = self.random.randrange(14)
        if form == 0:
            return f"({self.make('bool', depth - 1)} ? {self.make(kind, depth - 1)} : {self.make(kind, depth - 1)})"
        if form == 1:
            bound = self.random.choice(SCALARS)
            # A name of its own for each: cel-cpp mixes up values that are bound under one name in different places.
            self.bound += 1
            name = f"v{self.bound}"
            value = self.make(bound, depth - 2)
            if self.substitutes:
                return self.within(f"({value})", bound, kind, depth - 1)
            return f"cel.bind({name}, {value}, {self.within(name, bound, kind, depth - 1)})"
        if form == 2:
            return f"[{self.make(kind, depth - 1)}, {self.make(kind, depth - 2)}][{self.pick(*[0, 1] * 12, 2)}]"
        if form == 3:
            return f"optional.of({self.make(kind, depth - 1)}).orValue({self.make(kind, depth - 2)})"
        if form == 4:
            return f"{{'k': {self.make(kind, depth - 1)}}}.k"
        return getattr(self, "make_" + kind.replace("list ", "list_"))(depth)

    def within(self, name, bound, kind, depth):
        self.locals.append((name, bound))
        try:
            return self.make(kind, depth)
        finally:
            self.locals.pop()

    def leaf(self, kind):
        return self.pick(*{
            "int": ["n", "0", "1", "-1", "42", "9223372036854775807", "-9223372036854775808", "0x1F"],
            "uint": ["0u", "1u", "7u", "18446744073709551615u"],
            "double": ["x", "0.0", "1.5", "-0.0", "1e300", "0.1", "2.5e-7"],
            "string": ["s", "''", "'abc'", r"r'\d+'", r"'\u00e9'", "'1h'", "'12'", "'tacocat'"],
            "bool": ["b", "true", "false"],
            "timestamp": ["timestamp('2026-01-31T00:00:00Z')", "timestamp(0)", "timestamp('1969-07-20T20:17:40.25Z')"],
            "duration": ["duration('1h')", "duration('-90s')", "duration('0.5s')", "duration('1h30m5.25s')"],
            "bytes": ["b'abc'", r"b'\xff'", "b''"],
            "list int": ["[1, 2, 3]", "[3, 1, 2]", "[0]"],
            "list string": ["['a', '']", "['q', 'r s']"],
        }[kind])

    def number_text(self):
        """Texts that conversions read, or nearly. (cel-cpp also reads ' 1' and double('0x1f'), cel-go and ours do not.)"""
        return self.pick("'12'", "'-7'", "'0'", "'1.5'", "'1e3'", "'+4'", "'12x'", "''", "'99999999999999999999'", "string(n)")

    def make_int(self, depth):
        form = self.random.randrange(9)
        if form == 0:
            return f"-({self.make('int', depth - 1)})"
        if form == 1:
            return f"size({self.make(self.pick('string', 'bytes', 'list int'), depth - 1)})"
        if form == 2:
            return f"int({self.number_text() if self.random.randrange(3) == 0 else self.make(self.pick('double', 'uint', 'timestamp'), depth - 1)})"
        if form == 3:
            part = self.pick("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfYear", "getDayOfWeek", "getHours", "getMinutes")
            return f"{self.make('timestamp', depth - 1)}.{part}({self.pick('', '', repr('+05:30'), repr('Europe/Berlin'))})"
        if form == 4:
            return f"{self.make('list int', depth - 1)}[{self.pick('0', '0', '0', self.make('int', depth - 2))}]"
        if form == 5:
            return f"{self.make('string', depth - 1)}.{self.pick('indexOf', 'lastIndexOf')}({self.make('string', depth - 2)})"
        if form == 6:
            return f"{self.make('duration', depth - 1)}.{self.pick('getHours', 'getMinutes', 'getSeconds')}()"
        return f"({self.make('int', depth - 1)} {self.pick(*'+-*/%')} {self.make('int', depth - 1)})"

    def make_uint(self, depth):
        if self.random.randrange(4) == 0:
            return f"uint({self.number_text() if self.random.randrange(3) == 0 else self.make(self.pick('int', 'double'), depth - 1)})"
        return f"({self.make('uint', depth - 1)} {self.pick(*'+-*/%')} {self.make('uint', depth - 1)})"

    def make_double(self, depth):
        form = self.random.randrange(4)
        if form == 0:
            return f"double({self.number_text() if self.random.randrange(3) == 0 else self.make(self.pick('int', 'uint'), depth - 1)})"
        if form == 1:
            return f"math.{self.pick('ceil', 'floor', 'abs', 'sqrt', 'round', 'trunc', 'sign')}({self.make('double', depth - 1)})"
        return f"({self.make('double', depth - 1)} {self.pick(*'+-*/')} {self.make('double', depth - 1)})"

    def make_string(self, depth):
        form = self.random.randrange(8)
        if form == 0:
            return f"string({self.make(self.pick('int', 'uint', 'bool', 'bytes'), depth - 1)})"
        if form == 1:
            return f"{self.make('string', depth - 1)}.substring({self.pick(0, 0, 1, 1, 2, 5)})"
        if form == 2:
            return f"{self.make('string', depth - 1)}.replace({self.make('string', depth - 2)}, {self.make('string', depth - 2)})"
        if form == 3:
            return f"{self.make('list string', depth - 1)}.join({self.make('string', depth - 2)})"
        if form == 4:
            clause, kind = self.pick(("s", "string"), ("d", "int"), ("s", "bool"), ("x", "int"), ("b", "uint"), ("o", "int"), (".3f", "double"), ("e", "double"))
            return f"'<%{clause}>'.format([{self.make(kind, depth - 1)}])"
        if form == 5:
            return f"{self.make('string', depth - 1)}.{self.pick('trim', 'reverse', 'lowerAscii', 'upperAscii')}()"
        if form == 6:
            return f"base64.encode({self.make('bytes', depth - 1)})"
        return f"({self.make('string', depth - 1)} + {self.make('string', depth - 1)})"

    def make_bool(self, depth):
        kind = self.random.choice(SCALARS)
        form = self.random.randrange(9)
        if form == 0:
            return f"!{self.make('bool', 0)}"
        if form == 1:
            return f"({self.make('bool', depth - 1)} && {self.make('bool', depth - 1)})"
        if form == 2:
            return f"({self.make('bool', depth - 1)} || {self.make('bool', depth - 1)})"
        if form == 3:
            return f"({self.make(kind, depth - 1)} {self.pick('==', '!=')} {self.make(kind, depth - 1)})"
        if form == 4:
            return f"({self.make(kind, depth - 1)} {self.pick('<', '<=', '>', '>=')} {self.make(kind, depth - 1)})"
        if form == 5:
            return f"({self.make('int', depth - 1)} in {self.make('list int', depth - 1)})"
        if form == 6:
            body = self.within("e", "int", "bool", depth - 1)
            return f"{self.make('list int', depth - 1)}.{self.pick('all', 'exists', 'exists_one')}(e, {body})"
        if form == 7:
            test = self.pick("startsWith", "endsWith", "contains", "matches")
            return f"{self.make('string', depth - 1)}.{test}({self.make('string', depth - 2)})"
        return f"({self.make('list int', depth - 1)} == {self.make('list int', depth - 1)})"

    def make_timestamp(self, depth):
        return f"({self.make('timestamp', depth - 1)} {self.pick('+', '-')} {self.make('duration', depth - 1)})"

    def make_duration(self, depth):
        if self.random.randrange(2):
            return f"({self.make('timestamp', depth - 1)} - {self.make('timestamp', depth - 1)})"
        return f"({self.make('duration', depth - 1)} {self.pick('+', '-')} {self.make('duration', depth - 1)})"

    def make_bytes(self, depth):
        if self.random.randrange(2):
            return f"bytes({self.make('string', depth - 1)})"
        return f"({self.make('bytes', depth - 1)} + {self.make('bytes', depth - 1)})"

    def make_list_int(self, depth):
        return self.make_list("int", depth)

    def make_list_string(self, depth):
        return self.make_list("string", depth)

    def make_list(self, element, depth):
        form = self.random.randrange(4)
        if form == 0:
            return f"[{self.make(element, depth - 1)}, {self.make(element, depth - 1)}]"
        if form == 1:
            return f"({self.make('list ' + element, depth - 1)} + {self.make('list ' + element, depth - 1)})"
        if form == 2:
            return f"{self.make('list ' + element, depth - 1)}.filter(e, {self.within('e', element, 'bool', depth - 1)})"
        source = self.pick("int", "string")
        return f"{self.make('list ' + source, depth - 1)}.map(e, {self.within('e', source, element, depth - 1)})"


def typed(value, kind):
    """A value of cel-cpp in the form of the cases."""
    if kind == "NULL":
        return {"null": None}
    if kind == "BOOL":
        return {"bool": value}
    if kind == "INT":
        return {"int": str(value)}
    if kind == "UINT":
        return {"uint": str(value)}
    if kind == "DOUBLE":
        if math.isinf(value):
            return {"double": "Infinity" if value > 0 else "-Infinity"}
        return {"double": "NaN" if math.isnan(value) else value if value or math.copysign(1, value) > 0 else "-0"}
    if kind == "STRING":
        return {"string": value}
    if kind == "BYTES":
        return {"bytes": base64.b64encode(shortest(value.decode("latin-1")).encode("latin-1")).decode()}
    raise ValueError(kind)


def wrap(source, kind):
    """What is compared: times as numbers and texts, lists by their elements' texts, so that every result has an exact form."""
    return f"string({source})" if kind in ("timestamp", "duration") else source


def shortest(text):
    """cel-cpp writes fractions of a second in groups of three digits and NaN as C does; the language's definition otherwise."""
    if re.fullmatch(r"-?\d+\.\d+s|\d{4}-\d\d-\d\dT[\d:]+\.\d+Z", text):
        return re.sub(r"\.(\d*?)0*([sZ])$", lambda found: ("." + found[1] if found[1] else "") + found[2], text)
    return {"nan": "NaN", "-nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(text, text)


# The definition compares numbers of different kinds by value, and so does our checker; cel-cpp's lets only `dyn` do it.
STRICTER = re.compile(r"no matching overload for '_(<|<=|>|>=)_' applied to '\((int|uint|double), (int|uint|double)\)'")


def expectation(env, source, data):
    try:
        result = env.compile(source).eval(data=data)
    except RuntimeError as error:
        if STRICTER.search(str(error)):
            raise ValueError("stricter about numbers") from error
        return {"errors": [str(error)[:200]]}
    kind = result.type().name()
    if kind == "ERROR":
        return {"errors": [str(result)[:200]]}
    if kind.startswith("LIST"):
        elements = []
        for element in result.value():
            elements.append(typed(element.value(), element.type().name()) if hasattr(element, "value") else plain(element))
        return {"value": {"list": elements}}
    value = result.plain_value()
    return {"value": typed(shortest(value) if isinstance(value, str) else value, kind)}


def plain(element):
    if isinstance(element, bool):
        return {"bool": element}
    if isinstance(element, int):
        return {"int": str(element)}
    if isinstance(element, str):
        return {"string": element}
    raise ValueError(type(element))


def generate(seed, substitutes=False):
    generator = Generator(seed, substitutes)
    kind = generator.pick(*SCALARS, "list int", "list string")
    return kind, wrap(generator.make(kind, 5), kind)


def compiles(env, source):
    """Whether the checker takes it: a value that is bound and never read may be wrong there alone."""
    try:
        env.compile(source)
    except RuntimeError:
        return False
    return True


def differ(left, right):
    """Whether two outcomes are not the same; the words of errors do not matter."""
    return left.keys() != right.keys() or "value" in left and left != right


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    types = {"int": cel.Type.INT, "double": cel.Type.DOUBLE, "string": cel.Type.STRING, "bool": cel.Type.BOOL}
    extensions = [
        ext_bindings.ExtBindings(), ext_encoders.ExtEncoders(), ext_math.ExtMath(), ext_optional.ExtOptional(), ext_strings.ExtStrings(),
    ]
    env = cel.NewEnv(variables={name: types[kind] for name, (kind, _) in VARIABLES.items()}, extensions=extensions)
    data = {name: value for name, (_, value) in VARIABLES.items()}
    declared = {
        "type_env": [{"name": name, "type": kind} for name, (kind, _) in VARIABLES.items()],
        "bindings": {name: typed(value, kind.upper()) for name, (kind, value) in VARIABLES.items()},
    }
    folder = arguments.folder / "cel"
    folder.mkdir(parents=True, exist_ok=True)
    tests, skipped, contradictions = [], {}, 0
    for number in range(arguments.count):
        seed = arguments.seed * 1_000_003 + number
        kind, source = generate(seed)
        try:
            expect = expectation(env, source, data)
            if "cel.bind" in source and compiles(env, source):
                # It fills the slot of a bound value lazily, and takes what a comprehension or binding before it left there for the
                # value: `[cel.bind(v, 0, [1]), [1]][0].all(e, false) || cel.bind(w, duration('1h'), timestamp(0) - w < timestamp(0))`.
                plain = expectation(env, generate(seed, substitutes=True)[1], data)
                contradictions += differ(expect, plain)
                expect = plain
        except (ValueError, UnicodeDecodeError) as error:
            skipped[str(error)[:60]] = skipped.get(str(error)[:60], 0) + 1
            continue
        tests.append({"section": kind.replace(" ", "_"), "name": str(number), "expr": source, "expect": expect, **declared})
    document = {"file": "second-opinion", "description": "generated; expected values from cel-expr-python", "tests": tests}
    (folder / "second-opinion.json").write_text(json.dumps(document, ensure_ascii=False))
    errors = sum("errors" in test["expect"] for test in tests)
    print(f"{len(tests)} cases, {errors} of them errors, in {folder}; left out: {skipped or 'none'}")
    print(f"cel-cpp said another thing with a bound name than with its value in {contradictions} of them; the latter counts")


if __name__ == "__main__":
    main()
