"""The few things of cryptography that sharing needs, each in one function; the library does the hard part."""

import os
from hashlib import blake2b

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

KEY = 32
"""Bytes of every key."""
NONCE, TAG, SIGNATURE = 12, 16, 64
WRAP = KEY + KEY + TAG
"""Bytes of a key that is sealed to one device: a public key for once, the key, and its tag."""
ONCE = bytes(NONCE)
"""The nonce of a key that encrypts one thing only."""


class Unreadable(Exception):
    """Something cannot be opened with this key, or was changed on its way."""


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY)


def key_id(key: bytes) -> str:
    """Return what names a reading key without giving it away: 16 hex signs."""
    return blake2b(key, digest_size=8, person=b"traincollega key").hexdigest()


def signing_public(secret: bytes) -> bytes:
    """Return the Ed25519 public key of a secret one."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sign(secret: bytes, words: bytes) -> bytes:
    """Return the Ed25519 signature (64 bytes) of a secret key under these bytes."""
    return Ed25519PrivateKey.from_private_bytes(secret).sign(words)


def signed(public: bytes, signature: bytes, words: bytes) -> bool:
    """Say whether a signature under these bytes is that of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, words)
    except (InvalidSignature, ValueError):
        return False
    return True


def encrypt(key: bytes, nonce: bytes, content: bytes, beside: bytes) -> bytes:
    """Return what only this key opens (ChaCha20-Poly1305); `beside` is not hidden, but cannot be changed either."""
    return ChaCha20Poly1305(key).encrypt(nonce, content, beside)


def decrypt(key: bytes, nonce: bytes, hidden: bytes, beside: bytes) -> bytes:
    """Return what was encrypted; raises Unreadable."""
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, hidden, beside)
    except InvalidTag as error:
        raise Unreadable from error


def sealing_public(secret: bytes) -> bytes:
    """Return the X25519 public key of a secret one."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def seal(public: bytes, key: bytes) -> bytes:
    """Return a key (32 bytes) as only the holder of an X25519 key opens it: 80 bytes."""
    once = X25519PrivateKey.from_private_bytes(new_key())
    mine = once.public_key().public_bytes_raw()
    return mine + encrypt(_agreed(once, public, mine, public), ONCE, key, b"")


def open_sealed(secret: bytes, sealed: bytes) -> bytes:
    """Return the key that was sealed to us; raises Unreadable."""
    mine = X25519PrivateKey.from_private_bytes(secret)
    theirs = sealed[:KEY]
    if len(sealed) != WRAP:
        raise Unreadable
    return decrypt(_agreed(mine, theirs, theirs, mine.public_key().public_bytes_raw()), ONCE, sealed[KEY:], b"")


def _agreed(secret: X25519PrivateKey, public: bytes, sender: bytes, receiver: bytes) -> bytes:
    try:
        shared = secret.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:
        raise Unreadable from error
    return HKDF(SHA256(), KEY, None, b"traincollega wrap 1" + sender + receiver).derive(shared)


def stretched(phrase: str, salt: bytes, cost: int) -> bytes:
    """Return the key that a phrase stands for (scrypt, r 8, p 1); `cost` 2**17 takes half a second and 128 MB."""
    return Scrypt(salt=salt, length=KEY, n=cost, r=8, p=1).derive(phrase.encode())
