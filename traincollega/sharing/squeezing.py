"""Compression with zstd: never more comes out than was announced."""

import sys

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError, compress
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError, compress

LEVEL = 9
"""Of 1 to 22. Higher ones win 2 % of 10,000 trainings and take four times as long."""

WINDOW = 23
"""As a power of two: what needs to look further back than 8 MB is refused, as other programs do too (RFC 8878)."""


def squeeze(plain: bytes) -> bytes:
    """Return it as one frame of zstd."""
    return compress(plain, LEVEL)


def expanded(squeezed: bytes, size: int, filling: bytes = b"") -> bytes:
    """Return what was squeezed, exactly so many bytes of it; raises ValueError for anything else, without making more.

    Behind the frame nothing may stand but bytes that are in `filling`.
    """
    reader = ZstdDecompressor(options={DecompressionParameter.window_log_max: WINDOW})
    try:
        plain = reader.decompress(squeezed, max_length=size + 1)
    except (ZstdError, EOFError, MemoryError) as error:
        raise ValueError("no frame of zstd") from error
    if len(plain) != size or not reader.eof or reader.unused_data.strip(filling):
        raise ValueError("another size than announced")
    return plain
