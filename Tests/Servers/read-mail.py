"""Reads a mail (the file named first) as Python's own parser understands it, and prints it as JSON."""
import email
import email.policy
import json
import sys

with open(sys.argv[1], "rb") as file:
    raw = file.read()
mail = email.message_from_bytes(raw, policy=email.policy.default)


def people(name):
    header = mail[name]
    return [[a.display_name, a.addr_spec] for a in header.addresses] if header is not None else []


defects = [str(d) for part in mail.walk() for d in part.defects]
defects += [f"{name}: {d}" for name in mail.keys() for header in mail.get_all(name) for d in header.defects]
plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
print(json.dumps({
    "defects": defects,
    "headers": [[name, str(value)] for name, value in mail.items()],
    "subject": mail["Subject"],
    "from": people("From"), "to": people("To"), "cc": people("Cc"), "replyTo": people("Reply-To"),
    "date": mail["Date"].datetime.isoformat(),
    "text": plain.get_content() if plain is not None else None,
    "html": html.get_content() if html is not None else None,
    "kinds": [part.get_content_type() for part in mail.walk()],
    "attachments": [[part.get_filename(), part.get_content_type(), len(part.get_payload(decode=True))]
                    for part in mail.iter_attachments()],
    "longestLine": max(len(line) for line in raw.split(b"\r\n")),
    "longestHeaderLine": max(len(line) for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n")),
    "lonely": raw.replace(b"\r\n", b"").count(b"\n") + raw.replace(b"\r\n", b"").count(b"\r"),
}))
