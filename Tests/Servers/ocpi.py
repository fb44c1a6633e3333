"""An OCPI 2.2.1 server for tests: serves FOLDER/NAME.json as pages of /ocpi/2.2.1/NAME.

    ocpi.py FOLDER PAGE_SIZE

Prints `ready PORT`, then a line of JSON per request. Ends when its standard input does. It behaves as real ones do: a limit of its own,
`Link`, `X-Total-Count`, `X-Limit`, the status as text in the envelope, and one page in the middle that is busy at first.
"""
import json
import os
import sys
import threading
import urllib.parse
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder, page_size = sys.argv[1], int(sys.argv[2])
tables = {}
for name in os.listdir(folder):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        tables["/ocpi/2.2.1/" + name.removesuffix(".json")] = json.load(file)
busy = set()
lock = threading.Lock()


def say(kind, **fields):
    with lock:
        print(json.dumps({"kind": kind, **fields}), flush=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, code, data, headers=()):
        envelope = {"data": data, "status_code": code, "status_message": "", "timestamp": datetime.now(timezone.utc).isoformat()}
        body = json.dumps(envelope).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, str(value))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(address.query))
        say("get", path=self.path, authorization=self.headers.get("Authorization", ""))
        if not self.headers.get("Authorization", "").startswith("Token "):
            return self.answer(401, "2001", None)
        rows = tables.get(address.path)
        if rows is None:
            return self.answer(404, "2003", None)
        offset = int(query.get("offset", 0))
        limit = min(int(query.get("limit", page_size)), page_size)
        if offset // limit == 2 and address.path not in busy:
            busy.add(address.path)
            return self.answer(503, "3000", None, [("Retry-After", "0")])
        headers = [("X-Total-Count", len(rows)), ("X-Limit", limit)]
        if offset + limit < len(rows):
            following = urllib.parse.urlencode({**query, "offset": offset + limit, "limit": limit})
            headers.append(("Link", f'<http://{self.headers["Host"]}{address.path}?{following}>; rel="next"'))
        self.answer(200, "1000", rows[offset:offset + limit], headers)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"ready {server.server_address[1]}", flush=True)
sys.stdin.read()
