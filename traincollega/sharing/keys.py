"""The keys of this computer: kept outside the database, and bound to the machine, the path and the file they were made for."""

import json
import os
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from traincollega.errors import StorageError
from traincollega.language import _
from traincollega.settings import database_path
from traincollega.sharing import ciphers

FILE = "keys.json"
SERVICE = "traincollega"


class Bound(Enum):
    """How the keys fit what lies in the profile now."""

    HERE = "here"
    RESTORED = "restored"  # another file under the same path of the same machine
    ELSEWHERE = "elsewhere"  # copied to another machine or path: these keys are no longer ours to use


@dataclass(frozen=True)
class Keys:
    """What only this computer knows; `place` may hold a password, so it is kept here too."""

    device: str
    signing: bytes
    sealing: bytes
    place: str
    reading: Mapping[str, bytes] = field(default_factory=dict)
    """The reading keys by id; the first one everybody has who was ever let in."""
    writing: str = ""
    """The id of the reading key of now."""
    invites: str = ""
    """The address of the place that an invitation holds, where it is another one."""

    def public(self) -> str:
        """Return the two public keys as a device's row holds them: 128 hex signs."""
        return (ciphers.signing_public(self.signing) + ciphers.sealing_public(self.sealing)).hex()

    def sealing_public(self) -> bytes:
        """Return the X25519 public key that is sealed to."""
        return ciphers.sealing_public(self.sealing)

    def knowing(self, key: bytes, *, writes: bool) -> "Keys":
        """Return the keys with one more reading key, that is written with from now on or only read."""
        name = ciphers.key_id(key)
        return replace(self, reading={**self.reading, name: key}, writing=name if writes else self.writing)


def fingerprint(public: str) -> str:
    """Return the nonce (32 hex signs) of the device that has these public keys."""
    return blake2b(bytes.fromhex(public), digest_size=16, person=b"traincollega dev").hexdigest()


def keep_keys(folder: Path, keys: Keys) -> None:
    """Keep the keys of a profile, written beside and renamed; raises StorageError."""
    inside = json.dumps({
        "device": keys.device, "signing": keys.signing.hex(), "sealing": keys.sealing.hex(), "place": keys.place,
        "reading": {name: key.hex() for name, key in keys.reading.items()}, "writing": keys.writing, "invites": keys.invites,
    })  # fmt: skip
    nonce = os.urandom(ciphers.NONCE)
    lock, where = _lock(folder)
    box = ciphers.encrypt(lock, nonce, inside.encode(), b"")
    outside = {"bound": _binding(folder), "lock": where, "nonce": nonce.hex(), "box": box.hex()}
    try:
        put_keys_file(folder, json.dumps(outside, indent=1).encode())
    except OSError as error:
        sentence = _("The keys of this computer cannot be kept in {folder}. Make room there, or ask for the right to write.")
        raise StorageError(sentence.format(folder=folder)) from error


def put_keys_file(folder: Path, content: bytes) -> None:
    """Write the file of keys, for its user alone; raises OSError."""
    beside = folder / f"{FILE}.{os.getpid()}.new"
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(folder / FILE)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def read_keys(folder: Path) -> tuple[Keys, Bound] | None:
    """Return the keys of a profile and how they fit it; None where there are none, or none that can be read."""
    try:
        outside = json.loads((folder / FILE).read_text("utf-8"))
        lock = bytes.fromhex(outside["lock"]) if outside["lock"] else _from_keyring(folder)
        inside = json.loads(ciphers.decrypt(lock, bytes.fromhex(outside["nonce"]), bytes.fromhex(outside["box"]), b""))
        reading = {name: bytes.fromhex(key) for name, key in inside["reading"].items()}
        signing, sealing = bytes.fromhex(inside["signing"]), bytes.fromhex(inside["sealing"])
        keys = Keys(inside["device"], signing, sealing, inside["place"], reading, inside["writing"], inside["invites"])
        return keys, _fits(outside["bound"], _binding(folder))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ciphers.Unreadable):
        return None


def _fits(then: Mapping[str, Any], now: Mapping[str, Any]) -> Bound:
    if (then["machine"], then["path"]) != (now["machine"], now["path"]):
        return Bound.ELSEWHERE
    return Bound.HERE if then["file"] == now["file"] else Bound.RESTORED


def _binding(folder: Path) -> dict[str, Any]:
    path = database_path(folder).resolve()
    return {"machine": _hashed(_machine()), "path": _hashed(str(path)), "file": path.stat().st_ino}


def _hashed(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, person=b"traincollega").hexdigest()


@cache
def _machine() -> str:
    """Return what tells this machine from others."""
    if sys.platform == "win32":
        import winreg  # 1 ms, that no other system has

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    for known in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        with suppress(OSError):
            if text := Path(known).read_text("utf-8").strip():
                return text
    return f"{uuid.getnode():x}"


def _lock(folder: Path) -> tuple[bytes, str]:
    """Return the key that the file is locked with, and what of it stands in the file: nothing where the system keeps it."""
    known = _from_keyring(folder)
    if known:
        return known, ""
    key = ciphers.new_key()
    return (key, "") if _into_keyring(folder, key) else (key, key.hex())


def _from_keyring(folder: Path) -> bytes:
    ring = _keyring()
    if ring is None:
        return b""
    from keyring.errors import KeyringError  # 1 ms, with the keyring

    try:
        return bytes.fromhex(ring.get_password(SERVICE, str(folder.resolve())) or "")
    except (KeyringError, ValueError):
        return b""


def _into_keyring(folder: Path, key: bytes) -> bool:
    ring = _keyring()
    if ring is None:
        return False
    from keyring.errors import KeyringError  # 1 ms, with the keyring

    try:
        ring.set_password(SERVICE, str(folder.resolve()), key.hex())
    except KeyringError:
        return False
    return True


def _keyring() -> Any:
    """Return the keyring of the system, or None where it has none that opens by itself."""
    import keyring  # 60 ms, that only who shares needs

    ring = keyring.get_keyring()
    return ring if ring.priority >= 1 else None
