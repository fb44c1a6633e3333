"""A web server for tests: OCPI pages and Teams webhooks, each path a way to behave or misbehave.

Prints `ready PORT`, then a line of JSON per request (method, path, authorization, body). Ends when its standard input does.
State (how often a path was asked, rows that vanished) is kept per value of the query parameter `case`.
"""
import email.utils
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

lock = threading.Lock()
asked = {}
tables = {}


def say(kind, **fields):
    with lock:
        print(json.dumps({"kind": kind, **fields}), flush=True)


def rows(count):
    return [{"id": f"b{n}", "kwh": n + 0.5, "operator": "DE*ABC" if n % 2 else "DE*XYZ"} for n in range(count)]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        body = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def query(self, name, otherwise=None):
        return self.parameters.get(name, [otherwise])[0]

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        self.parameters = urllib.parse.parse_qs(address.query)
        self.case = address.path + " " + self.query("case", "")
        with lock:
            self.times = asked[self.case] = asked.get(self.case, 0) + 1
        say("get", path=self.path, authorization=self.headers.get("Authorization", ""),
            request=self.headers.get("X-Request-ID", ""))
        getattr(self, "get_" + address.path.strip("/").replace("/", "_"), self.get_plain)()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        say("post", path=self.path, type=self.headers.get("Content-Type", ""), body=body.decode())
        name = self.path.split("?")[0].strip("/").replace("-", "_").replace("/", "_")
        getattr(self, "post_" + name)()

    # Pages

    def page(self, table, total=None, link=True, size=10, envelope=True, status_code=1000, overlap=0):
        offset, limit = int(self.query("offset", "0")), min(size, int(self.query("limit", "1000")))
        part = table[max(0, offset - overlap):offset + limit]
        headers = {"X_Limit": size}
        if total is not False:
            headers["X_Total_Count"] = len(table) if total is None else total
        if link and offset + limit < len(table):
            rest = dict((name, values[0]) for name, values in self.parameters.items())
            rest.update(offset=offset + limit, limit=limit)
            place = f"http://{self.headers['Host']}" + self.path.split("?")[0]
            headers["Link"] = f'<{place}?{urllib.parse.urlencode(rest)}>; rel="next"'
        body = part
        if envelope:
            body = {"data": part, "status_code": status_code, "status_message": "said so", "timestamp": "2026-03-01T06:00:00Z"}
        self.answer(200, body, **headers)

    def table(self, count=25):
        with lock:
            return tables.setdefault(self.case, rows(count))

    def get_rows(self):
        self.page(self.table(int(self.query("n", "25"))))

    def get_shrink(self):
        """After each of the first pages, early rows vanish: one, or `by` at once."""
        table = self.table()
        if self.times == 2:
            del table[2:2 + int(self.query("by", "1"))]
        self.page(table)

    def get_shrinkforever(self):
        table = self.table(2000)
        if self.times > 1:
            del table[0]
        self.page(table)

    def get_grow(self):
        table = self.table()
        if self.times == 2:
            table.append({"id": "new"})
        self.page(table)

    def get_double(self):
        self.page(self.table(), overlap=3)

    def get_missing(self):
        self.page(self.table(), total=26)

    def get_nototal(self):
        self.page(self.table(), total=False)

    def get_nolink(self):
        self.page(self.table(), link=False)

    def get_string(self):
        self.page(self.table(), status_code="1000")

    def get_evil(self):
        self.answer(200, {"data": rows(10), "status_code": 1000}, X_Total_Count=20, Link=f'<{self.query("to")}>; rel="next"')

    def get_loop(self):
        self.answer(200, {"data": rows(10), "status_code": 1000}, X_Total_Count=20, Link=f'<{self.path}>; rel="next"')

    def get_endless(self):
        offset = int(self.query("offset", "0"))
        self.answer(200, {"data": [{"id": f"r{offset}"}], "status_code": 1000}, X_Total_Count=10**9,
                    Link=f'</endless?offset={offset + 1}>; rel="next"')

    def get_plain(self):
        self.answer(200, rows(3))

    # Trouble

    def get_busy(self):
        if self.times <= int(self.query("times", "2")):
            headers = {}
            if self.query("after"):
                headers["Retry_After"] = self.query("after")
            if self.query("date"):
                headers["Retry_After"] = email.utils.formatdate(time.time() + int(self.query("date")), usegmt=True)
            self.answer(int(self.query("status", "429")), "busy", **headers)
        else:
            self.page(self.table())

    def get_status(self):
        self.answer(int(self.query("status")), {"status_code": 2000, "status_message": "no"})

    def get_envelope(self):
        code = self.query("code")
        self.answer(200, {"data": rows(1), "status_code": int(code) if code.isdigit() else code, "status_message": "said so"})

    def get_nodata(self):
        self.answer(200, {"status_code": 1000})

    def get_html(self):
        self.answer(200, "<html>Please log in</html>")

    def get_truncated(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"data": [')
        self.close_connection = True

    def get_big(self):
        self.answer(200, b"[" + b" " * int(self.query("bytes")) + b"]")

    def get_headers(self):
        self.answer(200, "[]", **{f"X_{n}": "x" * 1000 for n in range(90)})

    def get_moved(self):
        self.answer(302, "", Location=self.query("to"))

    def get_stall(self):
        say("stalled")
        self.connection.recv(1)

    def get_cut(self):
        self.close_connection = True

    def get_bounds(self):
        self.answer(200, self.headers.get("X-Test", ""), X_Case="Kept")

    # Webhooks

    def post_workflow(self):
        self.answer(202)

    def post_connector(self):
        self.answer(200, "1")

    def post_connector_busy(self):
        self.answer(200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x.")

    def post_connector_large(self):
        self.answer(200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x.")

    def post_connector_odd(self):
        self.answer(200, "Summary or Text is required.")

    def post_busy(self):
        self.answer(429, "slow down", Retry_After=17)

    def post_down(self):
        self.answer(503, "down")

    def post_gateway(self):
        self.answer(504, "gateway")

    def post_large(self):
        self.answer(413, "large")

    def post_gone(self):
        self.answer(410, self.path)

    def post_stall(self):
        say("stalled")
        self.connection.recv(1)

    def post_cut(self):
        self.close_connection = True


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if len(sys.argv) == 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"ready {server.server_address[1]}", flush=True)
sys.stdin.read()
os._exit(0)
