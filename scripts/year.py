#!/usr/bin/env python3
"""Writes an installation with the shipped workflows, ten partners, and a scenario of a year: year.py FOLDER."""
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARTNERS = ["Amperia", "Boltwerk", "Chargeline", "Drivepower", "Elektra", "Fluxnet", "Gridgo", "Hertzpark", "Ionway", "Joulex"]
BOOKINGS = 6

folder = pathlib.Path(sys.argv[1])
for name in ["workflows/emsp-faulty-bookings.yaml", "workflows/emsp-partner-escalation.yaml"]:
    (folder / "workflows").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / name, folder / name)
for name in ["types", "templates", "calendars", "sources", "rules"]:
    shutil.copytree(ROOT / name, folder / name)
shutil.copy(ROOT / "tocsin.yaml", folder / "tocsin.yaml")

contacts = "roles:\n  emsp_lead: {name: Miriam Okafor, email: miriam.okafor@emsp.example, language: en}\npartners:\n"
for name in PARTNERS:
    domain = f"{name.lower()}.example"
    contacts += f"  {name}:\n    contacts:\n"
    contacts += f"      - {{name: Roaming, email: roaming@{domain}}}\n      - {{name: Billing, email: billing@{domain}}}\n"
    contacts += f"    manager: {{name: The Manager, email: manager@{domain}}}\n"
(folder / "contacts.yaml").write_text(contacts)

rows = ""
for number, name in enumerate(PARTNERS):
    for booking in range(BOOKINGS):
        # From which day of the month on it is mended; 99 never.
        mended = [17, 19, 22, 24, 99][(number + booking) % 5] if number % 3 else 99
        rows += (
            f"      - {{id: B-{number}-{booking}, operator: {name}, evse: DE*{name[:3].upper()}*E{booking}, connector: \"1\", "
            f"start: 2026-01-01T08:00:00Z, end: 2026-01-01T09:30:00Z, energy: 0.0, cost: 4.2, currency: EUR, fault: zero-energy, "
            f"faultText: No energy was delivered., mended: {mended}}}\n"
        )
events = ""
for month in range(1, 13):
    for number, name in enumerate(PARTNERS):
        if number % 4 == 1:
            events += (
                f"  - {{at: 2026-{month:02d}-21 11:20, to: emsp-partner-escalation/2026-{month:02d}/{name}, event: acknowledged, "
                f"by: Roaming}}\n"
            )
scenario = f"""workflow: emsp-faulty-bookings
from: 2026-01-01 00:00
until: 2027-01-01 00:00
sources:
  chargecloud/faulty-bookings:
    rows: &rows
{rows}    compute: '{{"bookings": rows}}'
  bookings-db/confirm:
    rows: *rows
    compute: '{{"bookings": rows.filter(r, r.id in input.ids && r.mended > now.getDate("Europe/Berlin"))}}'
events:
{events}expect:
  2026-12-31 00:00:
"""
for month in range(1, 13):
    scenario += f"    - {{state: reported, instance: 2026-{month:02d}}}\n"
(folder / "workflows/tests").mkdir()
(folder / "workflows/tests/year.yaml").write_text(scenario)
