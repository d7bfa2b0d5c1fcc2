"""A real Milvus 2.3.5 as a cluster: four coordinators, a proxy, a data node, an index node and two query nodes.

They keep their metadata in an etcd, the log of what is written in a message queue, and the rest in one folder. The
queue is the Kafka that librdkafka tests itself with: in memory, in this process, with the last 5 MB of a channel and no
more. All of it listens on every interface, so it is only ever started where there is no other than loopback.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

PORT = 29530
_ETCD = 22379
_PATIENCE = 240.0
"""Seconds for everything to be up; it takes 4 on a machine that has little else to do."""
_SESSION = re.compile(r"ServerId=(\d+)")
_CONFIGURATION = """\
etcd: {{endpoints: "127.0.0.1:{etcd}", use: {{embed: false}}, log: {{level: warn}}}}
localStorage: {{path: {base}/data}}
common: {{storageType: local}}
mq: {{type: kafka}}
kafka: {{brokerList: "{broker}", securityProtocol: PLAINTEXT, readTimeout: 10}}
proxy: {{internalPort: {internal}}}
log: {{level: info, stdout: true, file: {{rootPath: ""}}}}
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the cluster: its role and its ports, one to serve and one to say how it is."""

    role: str
    port: int
    health: int


COORDINATORS = {
    "rootcoord": Part("rootcoord", 29001, 29101),
    "datacoord": Part("datacoord", 29002, 29102),
    "querycoord": Part("querycoord", 29003, 29103),
}
NODES = {
    "datanode": Part("datanode", 29011, 29111),
    "indexnode": Part("indexnode", 29012, 29112),
    "querynode 1": Part("querynode", 29013, 29113),
    "querynode 2": Part("querynode", 29014, 29114),
    "proxy": Part("proxy", PORT, 29115),
}
PARTS = COORDINATORS | NODES


class Cluster:
    """With its own folder. A test that kills a part starts it again."""

    def __init__(self, base: Path) -> None:
        others = {name for _, name in socket.if_nameindex()} - {"lo"}
        if others:
            raise RuntimeError(f"the cluster would be open to {others}: run this by `make test-milvus-cluster`")
        if shutil.which("etcd") is None:
            raise RuntimeError("etcd is missing: apt-get install etcd-server")
        import milvus  # only `make test-milvus-cluster` has these two
        from confluent_kafka import Producer

        self._base = base
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._broker = Producer({"bootstrap.servers": "none", "test.mock.num.brokers": 1})
        milvus._initialize_data_files(str(base))
        shutil.copy(Path(milvus.__file__).parent / "data" / "glog.conf", base)
        (broker,) = self._broker.list_topics(timeout=30).brokers.values()
        (base / "milvus.yaml").write_text(
            _CONFIGURATION.format(etcd=_ETCD, base=base, broker=f"{broker.host}:{broker.port}", internal=PORT - 1),
            encoding="utf-8",
        )

    @property
    def uri(self) -> str:
        """Of its proxy."""
        return f"http://127.0.0.1:{PORT}"

    def start(self) -> None:
        """Everything, and waits until it is healthy."""
        etcd = [f"--{which}-client-urls=http://127.0.0.1:{_ETCD}" for which in ("listen", "advertise")]
        peers = f"http://127.0.0.1:{_ETCD + 1}"
        self._run(
            "etcd", ["etcd", *etcd, f"--listen-peer-urls={peers}", f"--initial-advertise-peer-urls={peers}",
                     f"--initial-cluster=default={peers}", f"--data-dir={self._base / 'etcd'}", "--log-level=warn"], {}
        )  # fmt: skip
        self._await("etcd", f"http://127.0.0.1:{_ETCD}/health", b"true")
        for name in COORDINATORS:
            self.begin(name)
        for name in NODES:
            self.begin(name)
        for name in PARTS:
            self.await_health(name)

    def begin(self, name: str) -> None:
        """Starts one part and waits for nothing."""
        part = PARTS[name]
        binary = self._base / "bin" / "milvus"
        own = {
            "DEPLOY_MODE": "CLUSTER",
            "MILVUSCONF": str(self._base),
            "METRICS_PORT": str(part.health),
            "MILVUS_RUN_DIR": str(self._base / f"run {name}"),
            "LD_LIBRARY_PATH": str(binary.parent),
            f"{part.role.upper()}_PORT": str(part.port),
        }
        self._run(name, [str(binary), "run", part.role], own)

    def await_health(self, name: str) -> None:
        """Returns when a part says that it is healthy."""
        self._await(name, f"http://127.0.0.1:{PARTS[name].health}/healthz", b"OK")

    def kill(self, name: str) -> None:
        """As a power cut does: kill -9."""
        process = self._running.pop(name)
        process.kill()
        process.wait()

    def mend(self) -> None:
        """Starts what does not run."""
        missing = [name for name in PARTS if name not in self._running]
        for name in missing:
            self.begin(name)
        for name in missing:
            self.await_health(name)

    def query_nodes(self) -> dict[int, str]:
        """Those that run, by their numbers among the cluster's sessions: who was started last has the highest."""
        names = [name for name in self._running if "querynode" in name]
        return {int(_SESSION.findall(self._output(name).read_text("utf-8"))[-1]): name for name in names}

    def pause(self, *names: str) -> None:
        """They hold their connections and do nothing more."""
        for name in names:
            self._running[name].send_signal(signal.SIGSTOP)

    def resume(self, *names: str) -> None:
        """They go on."""
        for name in names:
            self._running[name].send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Everything, without asking."""
        for name in reversed(list(self._running)):
            self.kill(name)

    def memory(self) -> int:
        """Bytes that its processes have in use."""
        pages = [Path(f"/proc/{process.pid}/statm").read_text().split()[1] for process in self._running.values()]
        return sum(int(count) * os.sysconf("SC_PAGE_SIZE") for count in pages)

    def _run(self, name: str, command: list[str], own: dict[str, str]) -> None:
        with self._output(name).open("ab") as output:
            self._running[name] = subprocess.Popen(
                command, cwd=self._base, env=os.environ | own, stdout=output, stderr=output
            )

    def _await(self, name: str, url: str, sign: bytes) -> None:
        give_up = time.monotonic() + _PATIENCE
        while not _says(url, sign):
            if self._running[name].poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"{name} did not start: " + self._output(name).read_text("utf-8")[-2000:])
            time.sleep(0.2)

    def _output(self, name: str) -> Path:
        return self._base / f"{name}.log"


def _says(url: str, sign: bytes) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return sign in response.read()
    except (urllib.error.URLError, OSError):
        return False
