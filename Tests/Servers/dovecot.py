"""Debian's Dovecot on a free port of this machine, with STARTTLS, in a folder of its own (the first argument, with a certificate).

Users `tocsin` and `other`, password `correct-horse`, mails in Maildirs under `mail/USER`. Prints `ready PORT`. Ends when its
standard input does, or when it is killed: the kernel ends Dovecot with it.
"""
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

folder = sys.argv[1]
isRoot = os.geteuid() == 0
for name in ("run", "mail", "state"):
    os.makedirs(os.path.join(folder, name), exist_ok=True)
os.chmod(folder, 0o755)
if isRoot:
    import pwd
    owner = pwd.getpwnam("nobody")
    user, uid, gid = "nobody", owner.pw_uid, owner.pw_gid
    os.chown(os.path.join(folder, "mail"), uid, gid)
else:
    uid, gid = os.getuid(), os.getgid()
    user = str(uid)
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
with open(os.path.join(folder, "users"), "w") as file:
    for name in ("tocsin", "other"):
        file.write(f"{name}:{{PLAIN}}correct-horse:{uid}:{gid}::{folder}/mail/{name}::\n")
unprivileged = "" if isRoot else f"""
default_internal_user = {user}
default_login_user = {user}
service anvil {{ chroot = }}
service imap-login {{ chroot = }}
"""
with open(os.path.join(folder, "dovecot.conf"), "w") as file:
    file.write(f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = yes
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
maildir_very_dirty_syncs = no
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Done {{
    auto = create
  }}
}}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  client_limit = 100
}}
{unprivileged}
""")
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)
server = subprocess.Popen(["dovecot", "-F", "-c", os.path.join(folder, "dovecot.conf")], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=open(f"{folder}/start.log", "wb"),
                          preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM))
deadline = time.monotonic() + 60
while True:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
            if probe.recv(4) == b"* OK":
                break
    except OSError:
        pass
    if time.monotonic() > deadline or server.poll() is not None:
        log = os.path.join(folder, "dovecot.log")
        sys.exit("dovecot did not start: " + open(f"{folder}/start.log").read() + (open(log).read() if os.path.exists(log) else ""))
    time.sleep(0.05)
print(f"ready {port}", flush=True)
sys.stdin.read()
server.terminate()
server.wait()
os._exit(0)
