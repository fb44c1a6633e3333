"""Reads every mail and card of a folder (`tocsin preview --all`), and says in JSON of what they are built, without the words in them: two
folders whose words differ are built alike, or something broke out.

One object by file name. Of a mail: names of header fields, kinds of parts, the page's elements with the names of their attributes,
schemes of its links, what in its files a spreadsheet would take for a formula. Of a card: types, and where its links lead.
"""
import csv
import email
import email.policy
import html.parser
import io
import json
import os
import re
import sys
import urllib.parse
import zipfile


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.elements, self.links, self.words = [], [], []

    def handle_starttag(self, tag, attributes):
        self.elements.append([tag] + sorted(name for name, _ in attributes))
        self.links += [urllib.parse.urlsplit(value or "").scheme for name, value in attributes if name in ("href", "src", "action")]

    def handle_comment(self, words):
        self.elements.append(["comment", words])


def formulas(name, data):
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            sheets = [book.read(entry).decode() for entry in book.namelist() if entry.startswith("xl/worksheets/")]
        return [found for sheet in sheets for found in re.findall(r"<f[ >]|<hyperlink[ >]", sheet)]
    if name.endswith(".csv"):
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        return [cell for row in rows for cell in row if re.match(r"[=+\-@\t\r]", cell) and not re.fullmatch(r"-?[0-9.]+", cell)]
    return []


def mail(path):
    with open(path, "rb") as file:
        message = email.message_from_bytes(file.read(), policy=email.policy.default)
    page = Page()
    page.feed(message.get_body(("html",)).get_content())
    text = message.get_body(("plain",)).get_content()
    files = [(part.get_filename() or "", part.get_payload(decode=True)) for part in message.iter_attachments()]
    return {
        "fields": message.keys(), "kinds": [part.get_content_type() for part in message.walk()], "to": len(message["To"].addresses),
        "page": page.elements, "links": sorted(set(page.links)), "files": [name for name, _ in files],
        "formulas": [found for name, data in files for found in formulas(name, data)],
        "controls": sorted({hex(ord(c)) for c in text + str(message["Subject"]) if ord(c) < 32 and c not in "\r\n"}),
        "fieldsInText": re.findall(r"(?m)^(?:Bcc|Subject|Content-Type):", text),
    }


def built(value):
    """Types and names, and of texts the Markdown links that stand in them."""
    if isinstance(value, dict):
        kept = {key: value[key] for key in value if key in ("type", "version", "style", "width", "color")}
        # Its tokens name the instance; where it leads is what matters. `fallbackText` is no Markdown.
        kept.update({key: urllib.parse.urlsplit(value[key]).netloc for key in value if key == "url"})
        return {key: kept.get(key, None if key == "fallbackText" else built(value[key])) for key in value}
    if isinstance(value, list):
        return [built(one) for one in value]
    return re.findall(r"(?<!\\)\]\([^)]*", value) if isinstance(value, str) else type(value).__name__


found = {}
for name in sorted(os.listdir(sys.argv[1])):
    path = os.path.join(sys.argv[1], name)
    if name.endswith(".eml"):
        found[name] = mail(path)
    elif name.endswith(".json"):
        with open(path) as file:
            found[name] = built(json.load(file))
print(json.dumps(found))
