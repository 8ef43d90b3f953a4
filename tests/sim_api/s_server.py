# SPDX-License-Identifier: MIT
"""OpenSSL's s_server as another TLS server: it answers with what the platform would, one request a connection."""

import shutil
import ssl
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from .simulator import Simulator

PATHS = ("apitokens/verify", "endpoints/{id}", "EndpointGroups/tf-group", "vslices/default")


class SServer:
    """`options`: of openssl s_server. `page()` is a provisioning page for it."""

    def __init__(self, *options: str):
        self._options = options
        self._sim = Simulator(front="direct")
        self._process = None

    def __enter__(self):
        self._sim.start()
        self._folder = Path(tempfile.mkdtemp(prefix="s-server-"))
        for path in PATHS:
            self._keep_answer("api/v1/" + path.format(id=self._sim.endpoint_id))
        chain = self._sim.ca_file.with_name("ecdsa.pem")
        self._process = subprocess.Popen(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", chain, "-cert_chain", chain,
             "-key", chain.with_suffix(".key"), "-HTTP", *self._options], cwd=self._folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self._process.stdout:
            if line.startswith("ACCEPT "):              # and the port it got
                self.port = int(line.rpartition(":")[2])
                return self
        raise RuntimeError("openssl s_server does not start")

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        self._sim.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _keep_answer(self, path):
        """In a file that s_server sends as it is."""
        request = urllib.request.Request(f"{self._sim.api_url.removesuffix('/api/v1')}/{path}",
                                         headers={"Authorization": f"Bearer {self._sim.token}"})
        context = ssl.create_default_context(cafile=self._sim.ca_file)
        with urllib.request.urlopen(request, context=context) as reply:
            body = reply.read()
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    def page(self, **overrides) -> dict:
        page = {"api": f"https://localhost:{self.port}/api/v1", "edge": None, "group": None, "report_key": None}
        return {**page, **overrides}

    @property
    def sim(self) -> Simulator:
        return self._sim
