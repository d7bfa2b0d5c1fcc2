"""A real standalone Milvus 2.3.5 on loopback, which a test may kill and start again.

It listens on every interface, so it is only ever started where there is no other than loopback: `isolated.py`.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

_PATIENCE = 120.0


class Standalone:
    """One server with its own folder."""

    def __init__(self, base: Path, **settings: str | bool) -> None:
        """`settings` are those of milvus.yaml, with __ for the dots."""
        import milvus  # only `make test-milvus` has it

        names = {index for _, index in socket.if_nameindex()}
        if names != {"lo"}:
            raise RuntimeError(f"Milvus would be open to {names - {'lo'}}: run this by `make test-milvus`")
        self._base = base
        self._process: subprocess.Popen[bytes] | None = None
        config = milvus.MilvusServerConfig(data_dir=str(base))
        config.set("proxy_port", 29530)  # or the next one that is free
        for name, value in settings.items():
            config.set(name.replace("__", "."), value)
        config.resolve()
        self._port = int(config.get("proxy_port"))
        self._health, probe = config.resolve_port(self._port + 100)
        probe.close()
        milvus._initialize_data_files(str(base))

    @property
    def uri(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Starts it and waits until it is healthy."""
        binary = self._base / "bin" / "milvus"
        environment = os.environ | {
            "DEPLOY_MODE": "STANDALONE",
            "METRICS_PORT": str(self._health),
            "MILVUS_RUN_DIR": str(self._base / "run"),
            "LD_LIBRARY_PATH": str(binary.parent),
        }
        with (self._base / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [binary, "run", "standalone"], cwd=self._base, env=environment, stdout=output, stderr=output
            )
        give_up = time.monotonic() + _PATIENCE
        while not self._healthy():
            if self._process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError("Milvus did not start: " + (self._base / "output").read_text("utf-8")[-2000:])
            time.sleep(0.2)

    def kill(self) -> None:
        """As a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        """It holds its connections and says nothing more."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """It goes on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._health}/healthz", timeout=5) as response:
                return b"OK" in response.read()
        except (urllib.error.URLError, OSError):
            return False
