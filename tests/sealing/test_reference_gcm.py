"""The second AES-GCM and HKDF, which the formats are checked against, give what the specifications print."""

from __future__ import annotations

from reference_gcm import gcm, hkdf

from pellucid.sealing.keys import derive


def test_hkdf_as_rfc_5869_prints_it() -> None:
    """Appendix A.1 and A.3."""
    salt, info = bytes(range(13)), bytes(range(0xF0, 0xFA))
    assert hkdf(b"\x0b" * 22, salt, info, 42).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    assert hkdf(b"\x0b" * 22, b"", b"", 42).hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


def test_gcm_as_its_authors_print_it() -> None:
    """McGrew and Viega, The Galois/Counter Mode of Operation, test case 16."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    plaintext = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    assert gcm(key, bytes.fromhex("cafebabefacedbaddecaf888"), plaintext, associated).hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
    )


def test_a_derived_key_is_hkdf_with_the_documented_info() -> None:
    assert derive(b"s" * 32, "envelope", salt=b"t" * 32) == hkdf(b"s" * 32, b"t" * 32, b"pellucid envelope", 32)
    assert derive(b"s" * 32, "blind identity") == hkdf(b"s" * 32, b"", b"pellucid blind identity", 32)
