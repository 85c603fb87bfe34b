"""AES-256-GCM and HKDF written a second time, from their specifications, to compare with. Slow, and for tests only."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, sections 2.2 and 2.3."""
    extracted = hmac.digest(salt or bytes(32), secret, hashlib.sha256)
    output = block = b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(extracted, block + info + bytes([number]), hashlib.sha256)
        output += block
    return output[:length]


def gcm(key: bytes, nonce: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Ciphertext and tag; NIST SP 800-38D, algorithm 4, for nonces of 96 bits."""
    counter = int.from_bytes(nonce + b"\0\0\0\1", "big")
    blocks = range(-(-len(plaintext) // 16))
    stream = b"".join(_aes(key, (counter + 1 + block).to_bytes(16, "big")) for block in blocks)
    ciphertext = _xor(plaintext, stream)
    lengths = (8 * len(associated)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    hashed = _ghash(_aes(key, bytes(16)), _padded(associated) + _padded(ciphertext) + lengths)
    return ciphertext + _xor(hashed, _aes(key, counter.to_bytes(16, "big")))


def _ghash(subkey: bytes, content: bytes) -> bytes:
    factor, result = int.from_bytes(subkey, "big"), 0
    for start in range(0, len(content), 16):
        result = _times(result ^ int.from_bytes(content[start : start + 16], "big"), factor)
    return result.to_bytes(16, "big")


def _times(left: int, right: int) -> int:
    """The product in GF(2**128), section 6.3; the first bit is the highest."""
    product = 0
    for bit in range(127, -1, -1):
        if left >> bit & 1:
            product ^= right
        right = right >> 1 ^ (0xE1 << 120 if right & 1 else 0)
    return product


def _aes(key: bytes, block: bytes) -> bytes:
    return Cipher(AES(key), ECB()).encryptor().update(block)


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 16)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=False))
