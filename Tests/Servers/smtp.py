"""A mail server for tests that behaves, or misbehaves, as its options and the addresses say.

Prints `ready PORT`, then a line of JSON per thing that happens. Ends when its standard input does.

By options: --banner CODE (greets with it and closes), --stall-banner, --starttls, --no-starttls, --implicit, --broken-tls,
--port PORT, --login USER:PASSWORD, --auth-code CODE, --goodbye (closes each connection after one mail, without a word),
--size BYTES, --delay SECONDS (before it says that it has a mail).

By the sender's local part: mail-CODE. By the recipient's: rcpt-CODE, data-CODE, final-CODE, cut-rcpt, cut-data, cut-payload,
cut-final, stall-rcpt, stall-data, stall-final, nonsense-final, grey (451 the first time),
again-final (waits with its answer until another mail to the same address has come). Anything else is fine.
"""
import argparse
import base64
import json
import os
import socket
import ssl
import sys
import threading
import time

lock = threading.Lock()
second = {}


def say(kind, **fields):
    with lock:
        print(json.dumps({"kind": kind, **fields}), flush=True)


class Gone(Exception):
    pass


class Conversation:
    def __init__(self, connection, options, context):
        self.connection, self.options, self.context = connection, options, context
        self.buffer, self.sender, self.recipient, self.mails, self.loggedIn = b"", "", "", 0, False

    def line(self):
        while b"\n" not in self.buffer:
            more = self.connection.recv(65536)
            if not more:
                raise Gone()
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def reply(self, text):
        self.connection.sendall(text.encode() + b"\r\n")

    def stall(self, where):
        say("stalled", where=where)
        while self.connection.recv(65536):
            pass
        raise Gone()

    def wait_for_another(self):
        """The first mail to such an address gets its answer when a second one has come."""
        with lock:
            is_first = self.recipient not in second
            came = second.setdefault(self.recipient, threading.Event())
        if is_first:
            say("stalled", where="again-final")
            came.wait()
        else:
            came.set()

    def misbehave(self, where):
        """True where the address asked for something else than the usual answer here."""
        local = self.recipient.split("@")[0] if where != "mail" else self.sender.split("@")[0]
        if local.startswith(where + "-"):
            code = local.split("-", 1)[1]
            texts = {"550": "5.1.1 User unknown", "451": "4.7.1 Greylisted, try again later", "452": "4.2.2 Mailbox full",
                     "552": "5.2.3 Message too large", "421": "4.3.2 Closing", "554": "5.7.1 Refused"}
            self.reply(f"{code} {texts.get(code, 'as you wish')}")
            if code == "421":
                raise Gone()
            return True
        if local == "grey" and where == "rcpt":
            with lock:
                is_known = self.recipient in second
                second[self.recipient] = None
            if not is_known:
                self.reply("451 4.7.1 Greylisted, try again later")
                return True
        if local == "cut-" + where:
            raise Gone()
        if local == "stall-" + where:
            self.stall(where)
        return False

    def hello(self):
        words = ["localhost", "8BITMIME"]
        if self.options.size:
            words.append(f"SIZE {self.options.size}")
        encrypted = isinstance(self.connection, ssl.SSLSocket)
        if self.context and not self.options.implicit and not encrypted and not self.options.no_starttls:
            words.append("STARTTLS")
        if self.options.login and (encrypted or self.options.no_starttls or not self.context):
            words.append("AUTH PLAIN LOGIN")
        for word in words[:-1]:
            self.reply("250-" + word)
        self.reply("250 " + words[-1])

    def authenticate(self, line):
        words = line.split(" ")
        if len(words) < 3:
            self.reply("334 ")
            words.append(self.line())
        if self.options.auth_code:
            self.reply(f"{self.options.auth_code} 5.7.8 no")
            return
        _, user, password = base64.b64decode(words[2]).decode().split("\0")
        self.loggedIn = f"{user}:{password}" == self.options.login
        self.reply("235 2.7.0 welcome" if self.loggedIn else "535 5.7.8 Authentication failed")

    def data(self):
        if self.misbehave("data"):
            return
        self.reply("354 go on")
        if self.recipient.startswith("cut-payload@"):
            self.connection.recv(1)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            raise Gone()
        lines = []
        while (line := self.raw()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        say("received", to=self.recipient)
        if self.misbehave("final"):
            return
        if self.recipient.startswith("nonsense-final@"):
            self.reply("Bonjour")
            raise Gone()
        self.mails += 1
        say("mail", sender=self.sender, to=self.recipient, login=self.loggedIn, connection=id(self),
            tls=isinstance(self.connection, ssl.SSLSocket), bytes=base64.b64encode(b"".join(lines)).decode())
        if self.options.delay:
            time.sleep(float(self.options.delay))
        if self.recipient.startswith("again-final@"):
            self.wait_for_another()
        self.reply("250 2.0.0 Ok: queued as 4ZTESTQUEUE1")
        if self.options.goodbye:
            raise Gone()

    def raw(self):
        while b"\n" not in self.buffer:
            more = self.connection.recv(1 << 20)
            if not more:
                raise Gone()
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line + b"\n"

    def secure(self):
        self.reply("220 go on")
        if self.options.broken_tls:
            self.connection.sendall(b"this is no TLS at all, and never will be\r\n")
            raise Gone()
        self.connection = self.context.wrap_socket(self.connection, server_side=True)

    def run(self):
        if self.options.implicit:
            self.connection = self.context.wrap_socket(self.connection, server_side=True)
        if self.options.stall_banner:
            self.stall("banner")
        if self.options.banner:
            self.reply(f"{self.options.banner} not today")
            return
        self.reply("220 localhost ESMTP test")
        while True:
            line = self.line()
            command = line.upper()
            if command.startswith(("EHLO", "HELO")):
                self.hello()
            elif command == "STARTTLS":
                self.secure()
            elif command.startswith("AUTH"):
                self.authenticate(line)
            elif command.startswith("MAIL FROM:"):
                self.sender = line[line.index("<") + 1:line.index(">")]
                if self.options.login and not self.loggedIn:
                    self.reply("530 5.7.0 Authentication required")
                elif self.options.size and int(command.partition("SIZE=")[2] or 0) > int(self.options.size):
                    self.reply("552 5.3.4 Message size exceeds fixed limit")
                elif not self.misbehave("mail"):
                    self.reply("250 2.1.0 Ok")
            elif command.startswith("RCPT TO:"):
                self.recipient = line[line.index("<") + 1:line.index(">")]
                if not self.misbehave("rcpt"):
                    self.reply("250 2.1.5 Ok")
            elif command == "DATA":
                self.data()
            elif command == "QUIT":
                self.reply("221 2.0.0 Bye")
                return
            else:
                self.reply("250 2.0.0 Ok")


def serve(connection, options, context):
    conversation = Conversation(connection, options, context)
    try:
        conversation.run()
    except (Gone, OSError) as ending:
        say("ended", how=type(ending).__name__)
    finally:
        conversation.connection.close()


def accept(listener, options, context):
    while True:
        connection, _ = listener.accept()
        say("connected")
        threading.Thread(target=serve, args=(connection, options, context), daemon=True).start()


def main():
    parser = argparse.ArgumentParser()
    for flag in ["stall-banner", "starttls", "no-starttls", "implicit", "broken-tls", "goodbye"]:
        parser.add_argument("--" + flag, action="store_true")
    for option in ["banner", "login", "auth-code", "certificate", "key", "size", "port", "delay"]:
        parser.add_argument("--" + option)
    options = parser.parse_args()
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
    listener = socket.create_server(("127.0.0.1", int(options.port or 0)))
    threading.Thread(target=accept, args=(listener, options, context), daemon=True).start()
    print(f"ready {listener.getsockname()[1]}", flush=True)
    sys.stdin.read()
    os._exit(0)


main()
