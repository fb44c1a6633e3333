"""A MongoDB server as far as a client that only finds needs one: the wire protocol (OP_MSG, and OP_QUERY for the first hello), BSON of
the common types, find with equality, $in, limit and batches, questions that last until their session is killed, and errors on demand. Documents come as JSON on the command line."""
import datetime
import json
import socketserver
import struct
import sys
import threading

DOCUMENTS = json.loads(sys.argv[1]) if len(sys.argv) > 1 else []
CURSORS = {}
# Questions under way that end only when they are stopped, by the hexadecimal number of their session.
SLOW = {}


def encode(document):
    body = b""
    for key, value in document.items():
        name = key.encode() + b"\0"
        if isinstance(value, bool):
            body += b"\x08" + name + bytes([value])
        elif isinstance(value, int):
            body += (b"\x10" + name + struct.pack("<i", value)) if -2**31 <= value < 2**31 else (b"\x12" + name + struct.pack("<q", value))
        elif isinstance(value, float):
            body += b"\x01" + name + struct.pack("<d", value)
        elif isinstance(value, str):
            text = value.encode()
            body += b"\x02" + name + struct.pack("<i", len(text) + 1) + text + b"\0"
        elif value is None:
            body += b"\x0a" + name
        elif isinstance(value, list):
            body += b"\x04" + name + encode({str(i): v for i, v in enumerate(value)})
        elif isinstance(value, dict) and set(value) == {"$date"}:
            moment = datetime.datetime.fromisoformat(value["$date"].replace("Z", "+00:00"))
            body += b"\x09" + name + struct.pack("<q", int(moment.timestamp() * 1000))
        elif isinstance(value, dict) and set(value) == {"$oid"}:
            body += b"\x07" + name + bytes.fromhex(value["$oid"])
        elif isinstance(value, dict) and set(value) == {"$long"}:
            body += b"\x12" + name + struct.pack("<q", value["$long"])
        elif isinstance(value, dict):
            body += b"\x03" + name + encode(value)
        else:
            raise ValueError(value)
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def decode(data, at=0):
    length = struct.unpack_from("<i", data, at)[0]
    end, at, document = at + length - 1, at + 4, {}
    while at < end:
        kind = data[at]
        stop = data.index(0, at + 1)
        key, at = data[at + 1:stop].decode(), stop + 1
        if kind == 1:
            document[key], at = struct.unpack_from("<d", data, at)[0], at + 8
        elif kind == 2:
            size = struct.unpack_from("<i", data, at)[0]
            document[key], at = data[at + 4:at + 3 + size].decode(), at + 4 + size
        elif kind in (3, 4):
            size = struct.unpack_from("<i", data, at)[0]
            inner = decode(data, at)
            document[key], at = (list(inner.values()) if kind == 4 else inner), at + size
        elif kind == 5:
            size = struct.unpack_from("<i", data, at)[0]
            document[key], at = data[at + 5:at + 5 + size].hex(), at + 5 + size
        elif kind == 7:
            document[key], at = {"$oid": data[at:at + 12].hex()}, at + 12
        elif kind == 8:
            document[key], at = bool(data[at]), at + 1
        elif kind == 9:
            document[key], at = {"$ms": struct.unpack_from("<q", data, at)[0]}, at + 8
        elif kind == 10:
            document[key] = None
        elif kind == 16:
            document[key], at = struct.unpack_from("<i", data, at)[0], at + 4
        elif kind in (17, 18):
            document[key], at = struct.unpack_from("<q", data, at)[0], at + 8
        else:
            raise ValueError(kind)
    return document


def milliseconds(value):
    if isinstance(value, dict) and "$date" in value:
        return {"$ms": int(datetime.datetime.fromisoformat(value["$date"].replace("Z", "+00:00")).timestamp() * 1000)}
    return value


def fits(document, wanted):
    for key, condition in wanted.items():
        value = milliseconds(document.get(key))
        if isinstance(condition, dict) and "$in" in condition:
            if value not in condition["$in"]:
                return False
        elif value != condition:
            return False
    return True


def answer(command):
    name = next(iter(command))
    if name.lower() in ("ismaster", "hello"):
        return {"ok": 1, "ismaster": True, "helloOk": True, "maxWireVersion": 17, "minWireVersion": 0, "maxBsonObjectSize": 16777216,
                "maxMessageSizeBytes": 48000000, "maxWriteBatchSize": 100000, "readOnly": True,
                "logicalSessionTimeoutMinutes": 30}
    if name == "find":
        if command["find"] == "forbidden":
            return {"ok": 0, "errmsg": "not authorized", "code": 13, "codeName": "Unauthorized"}
        if command["find"] == "dies":
            return None
        if command["find"] in ("slow", "deaf"):
            stopped = SLOW.setdefault(command["lsid"]["id"], threading.Event())
            print(json.dumps({"kind": "asked"}), flush=True)
            stopped.wait()
            if command["find"] == "deaf":
                threading.Event().wait()
            print(json.dumps({"kind": "stopped"}), flush=True)
            return {"ok": 0, "errmsg": "operation was interrupted", "code": 11601, "codeName": "Interrupted"}
        found = [d for d in DOCUMENTS if fits(d, command.get("filter", {}))]
        first, rest = found[:2], found[2:]
        space = command["$db"] + "." + command["find"]
        if rest:
            CURSORS[7] = rest
        return {"ok": 1, "cursor": {"id": {"$long": 7 if rest else 0}, "ns": space, "firstBatch": first}}
    if name == "getMore":
        return {"ok": 1, "cursor": {"id": {"$long": 0}, "ns": command["$db"] + "." + command["collection"], "nextBatch": CURSORS.pop(7, [])}}
    if name == "killSessions":
        for session in command["killSessions"]:
            if session["id"] in SLOW:
                SLOW.pop(session["id"]).set()
    if name in ("insert", "update", "delete"):
        print(json.dumps({"kind": "written"}), flush=True)
    return {"ok": 1}


class Client(socketserver.BaseRequestHandler):
    def read(self, count):
        data = b""
        while len(data) < count:
            piece = self.request.recv(count - len(data))
            if not piece:
                raise ConnectionError
            data += piece
        return data

    def handle(self):
        try:
            while True:
                length, request, _, code = struct.unpack("<iiii", self.read(16))
                data = self.read(length - 16)
                if code == 2013:
                    reply = answer(decode(data, 5))
                    if reply is None:
                        return
                    body = struct.pack("<I", 0) + b"\0" + encode(reply)
                    self.request.sendall(struct.pack("<iiii", 16 + len(body), 1, request, 2013) + body)
                elif code == 2004:
                    at = data.index(0, 4) + 1 + 8
                    body = struct.pack("<iqii", 8, 0, 0, 1) + encode(answer(decode(data, at)))
                    self.request.sendall(struct.pack("<iiii", 16 + len(body), 1, request, 1) + body)
        except (ConnectionError, OSError):
            pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


server = Server(("127.0.0.1", 0), Client)
print("ready", server.server_address[1], flush=True)
server.serve_forever()
