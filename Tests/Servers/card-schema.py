"""Validates cards against the official schema of Adaptive Cards.

    card-schema.py SCHEMA CARD...

Prints `CARD: ok`, or `CARD: PATH: what is wrong` for each of the faults, and last `done`.
"""
import json
import os
import sys

try:
    import jsonschema
except ImportError:  # Debian's module belongs to Debian's Python.
    if sys.executable == "/usr/bin/python3":
        raise
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

with open(sys.argv[1], encoding="utf-8-sig") as file:
    validator = jsonschema.Draft6Validator(json.load(file))
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        card = json.load(file)
    if "attachments" in card:  # as it is posted to a webhook
        card = card["attachments"][0]["content"]
    card.pop("msteams", None)  # Teams' own word for full width, which the schema does not know
    faults = list(validator.iter_errors(card))
    for fault in faults:
        print(f"{name}: {'/'.join(str(part) for part in fault.path)}: {fault.message[:300]}")
    if not faults:
        print(f"{name}: ok")
print("done")
