"""Reads a workbook and says as JSON what is in it: sheets, first and last rows with types, counts, what stays in sight."""
import datetime
import json
import sys

import openpyxl


def cell(value):
    # A formula and a text that looks like one have the same value; only the cell's type tells them apart.
    if hasattr(value, "data_type"):
        if value.data_type == "f":
            return ["formula", str(value.value)]
        value = value.value
    if isinstance(value, (datetime.datetime, datetime.date)):
        return ["date", value.isoformat()]
    return [type(value).__name__, value]


book = openpyxl.load_workbook(sys.argv[1], read_only=len(sys.argv) > 2)
sheets = []
for sheet in book.worksheets:
    count = 0
    first, last = [], None
    for row in sheet.iter_rows(values_only=len(sys.argv) > 2):
        if count < 4:
            first.append([cell(value) for value in row])
        last = row
        count += 1
    freeze = None if len(sys.argv) > 2 else sheet.freeze_panes
    width = None if len(sys.argv) > 2 else sheet.column_dimensions["A"].width
    sheets.append({"name": sheet.title, "rows": count, "first": first, "last": [cell(value) for value in last or []],
                   "freeze": freeze, "width": width})
print(json.dumps(sheets, ensure_ascii=False))
