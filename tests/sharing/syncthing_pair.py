"""Two Syncthing daemons on loopback that keep two folders in step: nothing of them leaves this machine."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

OFF = ("globalAnnounceEnabled", "localAnnounceEnabled", "relaysEnabled", "natEnabled", "startBrowser", "crashReportingEnabled")


def available() -> bool:
    """Say whether Syncthing is installed here."""
    return shutil.which("syncthing") is not None


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def pair(homes: Path, left: Path, right: Path) -> Iterator[None]:
    """Keep two folders in step as long as this lasts."""
    folders, ports = (left, right), (_port(), _port())
    made = []
    for number in range(2):
        home = homes / f"syncthing-{number}"
        subprocess.run(["syncthing", "generate", "--home", home], check=True, capture_output=True)
        made.append((home, ElementTree.parse(home / "config.xml")))
    ids = [tree.getroot().find("device").get("id") or "" for _home, tree in made]  # type: ignore[union-attr]
    for number, (home, tree) in enumerate(made):
        _configure(tree.getroot(), folders[number], ids, ports, number)
        tree.write(home / "config.xml")
    daemons = [
        subprocess.Popen(["syncthing", "serve", "--home", home, "--no-browser", "--no-upgrade"], stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
        for home, _tree in made
    ]  # fmt: skip
    try:
        yield
    finally:
        for daemon in daemons:
            daemon.terminate()
            daemon.wait(20)


def _configure(root: ElementTree.Element, folder: Path, ids: list[str], ports: tuple[int, int], number: int) -> None:
    options, shared = root.find("options"), root.find("folder")
    assert options is not None
    assert shared is not None
    for name in OFF:
        options.find(name).text = "false"  # type: ignore[union-attr]
    options.find("urAccepted").text = "-1"  # type: ignore[union-attr]
    options.find("listenAddress").text = f"tcp://127.0.0.1:{ports[number]}"  # type: ignore[union-attr]
    options.find("reconnectionIntervalS").text = "1"  # type: ignore[union-attr]
    root.find("gui/address").text = f"127.0.0.1:{_port()}"  # type: ignore[union-attr]
    shared.attrib |= {"id": "share", "path": str(folder), "rescanIntervalS": "2", "fsWatcherDelayS": "1"}
    other = ElementTree.SubElement(root, "device", id=ids[1 - number], name="other")
    ElementTree.SubElement(other, "address").text = f"tcp://127.0.0.1:{ports[1 - number]}"
    ElementTree.SubElement(shared, "device", id=ids[1 - number])
