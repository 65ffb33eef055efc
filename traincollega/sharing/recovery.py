"""The recovery code: the root's secret as letters and figures to print; it lies on no computer."""

import os
from hashlib import blake2b

from traincollega.errors import InvalidInput
from traincollega.language import _

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are read as others."""
READ_AS = str.maketrans("ILOU", "110V", " -\t\n")
SECRET = 16
GROUP, LENGTH = 4, 28
"""28 signs of 5 bits: the secret of 128, and 12 that show a mistake in typing."""


def new_code() -> str:
    """Return a new recovery code: 28 signs in seven groups."""
    return code_of(os.urandom(SECRET))


def code_of(secret: bytes) -> str:
    """Return the code of a secret of 16 bytes."""
    number = int.from_bytes(secret) << 12 | _check(secret)
    signs = "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def root_of(code: str) -> bytes:
    """Return the root's Ed25519 secret (32 bytes) that a typed code stands for; raises InvalidInput.

    >>> root_of(code_of(bytes(16)).lower().replace("-", " ")) == root_of(code_of(bytes(16)))
    True
    """
    signs = code.upper().translate(READ_AS)
    if len(signs) == LENGTH and set(signs) <= set(LETTERS):
        number = 0
        for sign in signs:
            number = number << 5 | LETTERS.index(sign)
        secret = (number >> 12).to_bytes(SECRET)
        if number & 0xFFF == _check(secret):
            return blake2b(secret, digest_size=32, person=b"traincollegaroot").digest()
    raise InvalidInput(_("This is not the recovery code. It has seven groups of four; look for a mistake in typing."), "code")


def _check(secret: bytes) -> int:
    return int.from_bytes(blake2b(secret, digest_size=2, person=b"traincollegachk").digest()) & 0xFFF
