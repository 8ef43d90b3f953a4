# SPDX-License-Identifier: MIT
"""A network of our own: a network and a mount namespace in which ports 53 and 123 are free and the resolver is ours.

QEMU's user network relays a guest's DNS questions to the first name server of /etc/resolv.conf, at port 53; here that
is 127.0.0.1. Neither the system's resolver nor its ports are touched, and nothing reaches the outside.
"""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

INSIDE = "VSLICE_AGENT_SANDBOX"
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def _unshare():
    """The command that gets us in, or None where the machine forbids it."""
    ways = [[]] if os.getuid() == 0 else [["--user", "--map-root-user"]]
    for way in ways:
        command = ["unshare", *way, "--mount", "--net"]
        if shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    return None


def _loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(s, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def _own_resolver():
    with tempfile.NamedTemporaryFile("w", prefix="resolv-") as file:
        file.write("nameserver 127.0.0.1\n")
        file.flush()
        os.chmod(file.name, 0o644)
        subprocess.run(["mount", "--bind", file.name, os.path.realpath("/etc/resolv.conf")], check=True)


def enter() -> None:
    """Starts this program again inside, with the same arguments; returns there. Raises OSError where that is forbidden."""
    if os.environ.get(INSIDE) == "1":
        _loopback_up()
        _own_resolver()
        os.environ[INSIDE] = "in use"
        return
    command = _unshare()
    if command is None:
        raise OSError("this machine allows no network namespace (unshare --net); run it as root or allow user namespaces")
    os.environ[INSIDE] = "1"
    sys.stdout.flush()
    os.execvp(command[0], [*command, "--", sys.executable, *sys.argv])
