"""Reads a mail (the file named first) as Python's own parser understands it, and prints it as JSON."""
import email
import email.policy
import email.utils
import json
import sys
from email.header import decode_header, make_header

with open(sys.argv[1], "rb") as file:
    raw = file.read()
mail = email.message_from_bytes(raw, policy=email.policy.default)


plainly = email.message_from_bytes(raw)


def people(name):
    """By the older parser: the newer one leaves the space between encoded words in a name (RFC 2047, 6.2 says it is none)."""
    header = "".join(plainly[name] or "").replace("\r\n", "").replace("\n", "")
    return [[str(make_header(decode_header(shown))), address] for shown, address in email.utils.getaddresses([header])] if header else []


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
