"""Debian's Postfix on a free port of this machine, with STARTTLS and a login, in a folder of its own (the first argument).

Needs root (Postfix changes users by itself). What it takes it hands on to the port in the second argument, so the test sees it
arrive. With a third and fourth argument it puts mails for example.org into the Maildir (fourth) under `mail/` in that folder (third), as nobody. Prints `ready PORT`. Ends when its standard input does, or when it is killed: the kernel ends Postfix with it.
"""
import base64
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import threading
import time

folder, relay = sys.argv[1], sys.argv[2]
user, password = "tocsin", "correct-horse"
config, queue, data = (os.path.join(folder, name) for name in ("config", "queue", "data"))
certificate = sys.argv[3] if len(sys.argv) > 4 else folder
for path in (config, queue, data):
    os.makedirs(path)
os.chmod(folder, 0o755)
os.chown(data, pwd.getpwnam("postfix").pw_uid, pwd.getpwnam("postfix").pw_gid)


def check(connection):
    """Answers Postfix as Dovecot's login service would."""
    connection.sendall(b"VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t00\nDONE\n")
    for line in connection.makefile():
        words = line.rstrip("\n").split("\t")
        if words[0] == "AUTH" and not words[-1].startswith("resp="):
            connection.sendall(f"CONT\t{words[1]}\t\n".encode())
        elif words[0] in ("AUTH", "CONT"):
            given = base64.b64decode(words[-1].removeprefix("resp=")).decode().split("\0")[1:]
            connection.sendall(f"{'OK' if given == [user, password] else 'FAIL'}\t{words[1]}\tuser={given[0]}\n".encode())


def checkAll():
    while True:
        threading.Thread(target=check, args=(logins.accept()[0],), daemon=True).start()


logins = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=checkAll, daemon=True).start()
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]

with open(os.path.join(config, "main.cf"), "w") as file:
    file.write(f"""
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks =
maillog_file = {folder}/mail.log
maillog_file_prefixes = /tmp
relayhost = [127.0.0.1]:{relay}
smtp_host_lookup = native
smtp_tls_security_level = none
smtpd_tls_cert_file = {certificate}/certificate.pem
smtpd_tls_key_file = {certificate}/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{logins.getsockname()[1]}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ nobody@example.org = 550 5.1.1 nobody of that name }} }},
  check_recipient_access inline:{{ {{ later@example.org = 451 4.7.1 greylisted }} }}, permit_sasl_authenticated, reject
""")
if len(sys.argv) > 4:
    nobody = pwd.getpwnam("nobody")
    with open(os.path.join(config, "main.cf"), "a") as file:
        file.write(f"""
virtual_mailbox_domains = example.org
virtual_mailbox_base = {sys.argv[3]}/mail
virtual_mailbox_maps = static:{sys.argv[4]}
virtual_minimum_uid = 1
virtual_uid_maps = static:{nobody.pw_uid}
virtual_gid_maps = static:{nobody.pw_gid}
virtual_transport = virtual
""")
with open(os.path.join(config, "master.cf"), "w") as file:
    file.write(f"""
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
smtp unix - - n - - smtp
error unix - - n - - error
virtual unix - n n - - virtual
retry unix - - n - - error
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
""")

subprocess.run(["postfix", "-c", config, "check"], stderr=subprocess.DEVNULL, check=True)
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)
master = subprocess.Popen(["/usr/lib/postfix/sbin/master", "-c", config, "-d"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=open(f"{folder}/start.log", "wb"),
                          preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM))
deadline = time.monotonic() + 20
while True:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
            if probe.recv(3) == b"220":
                break
    except OSError:
        pass
    if time.monotonic() > deadline or master.poll() is not None:
        sys.exit("postfix did not start: " + open(f"{folder}/start.log").read())
    time.sleep(0.05)
print(f"ready {port}", flush=True)
sys.stdin.read()
master.terminate()
master.wait()
os._exit(0)
