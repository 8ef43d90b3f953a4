# SPDX-License-Identifier: MIT
"""nginx as the TLS server in front of the platform: a configuration in a folder, and one process of our own."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import needs

READY_S = 10.0
ATTEMPTS = 5
PROTOCOLS = {"1.2": "TLSv1.2", "1.3": "TLSv1.3", "both": "TLSv1.2 TLSv1.3"}

CONFIGURATION = """\
# SPDX-License-Identifier: MIT
daemon off;
{user}worker_processes 1;
pid "{folder}/nginx.pid";
error_log "{folder}/error.log" info;
events {{ worker_connections 256; }}
http {{
    access_log off;
    server_tokens off;
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    upstream platform {{ server 127.0.0.1:{upstream}; keepalive 16; }}
    server {{
        listen {address}:{port} ssl;
        ssl_protocols {protocols};
{certificates}        ssl_session_cache {session_cache};
        ssl_session_tickets {tickets};
        ssl_session_ticket_key "{folder}/ticket.key";
        ssl_early_data {early_data};
        keepalive_timeout {keepalive_s}s;
        keepalive_requests {keepalive_requests};
        tcp_nodelay on;
        location / {{
            proxy_pass http://platform;
            proxy_http_version 1.1;
            proxy_buffering off;
            proxy_read_timeout 3600s;
            proxy_next_upstream off;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Sim-Connection $pid-$connection;
            proxy_set_header X-Sim-TLS $ssl_protocol;
            proxy_set_header X-Sim-Resumed $ssl_session_reused;
            proxy_set_header X-Sim-Early $ssl_early_data;
        }}
    }}
}}
"""


@dataclass
class Nginx:
    """`start` chooses a free port when none is given; `stop` ends only the process this object started."""

    folder: Path
    upstream: int                       # port of the plain server behind it
    certificates: list[Path]            # chain files; the key lies beside each as NAME.key
    tls: str = "both"
    tickets: bool = True
    early_data: bool = False
    keepalive_s: int = 75               # 0: no keep-alive
    keepalive_requests: int = 1000
    address: str = "127.0.0.1"
    port: int = 0
    _process: subprocess.Popen | None = field(default=None, repr=False)

    def start(self) -> None:
        attempts = 1 if self.port else ATTEMPTS
        for attempt in range(attempts):
            port = self.port or self._free_port()
            if self._run(port):
                self.port = port
                return
        raise RuntimeError(f"nginx did not start: {self._errors()}")

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def rotate_tickets(self) -> None:
        """New connections get tickets under a new key, and those under the old one are of no use any more."""
        self._write_ticket_key()
        before = self._workers()
        self._process.send_signal(signal.SIGHUP)
        end = time.monotonic() + READY_S
        while time.monotonic() < end:
            now = self._workers()
            if now and not now & before:    # an old one would still take a connection, and close it
                return
            time.sleep(0.02)

    def _write_ticket_key(self):
        with open(os.open(self.folder / "ticket.key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(os.urandom(80))

    def _workers(self):
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        return set(children.split())

    def _run(self, port):
        """True when the new process listens; another process may have taken the port in the meantime."""
        configuration = self.folder / "nginx.conf"
        configuration.write_text(self._configuration(port))
        self._write_ticket_key()
        self.folder.joinpath("error.log").write_text("")
        program = needs.find_program("nginx")
        if program is None:
            raise RuntimeError(needs.advice(needs.missing_packages()))
        self._process = subprocess.Popen(
            [program, "-e", str(self.folder / "error.log"), "-p", str(self.folder), "-c", str(configuration)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + READY_S
        while time.monotonic() < end and self._process.poll() is None:
            if (self.folder / "nginx.pid").exists() and self._answers(port):
                return True
            time.sleep(0.02)
        self.stop()
        return False

    def _configuration(self, port):
        lines = [f'        ssl_certificate "{chain}";\n        ssl_certificate_key "{chain.with_suffix(".key")}";\n'
                 for chain in self.certificates]
        return CONFIGURATION.format(
            user="user root;\n" if os.geteuid() == 0 else "", folder=self.folder, address=self.address, port=port,
            upstream=self.upstream, protocols=PROTOCOLS[self.tls], certificates="".join(lines),
            tickets="on" if self.tickets else "off", early_data="on" if self.early_data else "off", session_cache="shared:sim:1m" if self.tickets else "off",
            keepalive_s=self.keepalive_s, keepalive_requests=self.keepalive_requests)

    def _answers(self, port):
        try:
            socket.create_connection((self.address, port), timeout=1).close()
            return True
        except OSError:
            return False

    def _free_port(self):
        with socket.create_server((self.address, 0)) as probe:
            return probe.getsockname()[1]

    def _errors(self):
        try:
            lines = self.folder.joinpath("error.log").read_text().splitlines()
        except OSError:
            return "no error log"
        return "; ".join([line for line in lines if "[emerg]" in line or "[alert]" in line][-3:]) or "no reason given"
