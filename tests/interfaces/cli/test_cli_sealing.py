"""A sealed copy opens for its recipient only, and nothing of the person lies on the disk in plain text meanwhile."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli_shop import Ended, Shop

from pellucid.interfaces.cli import copying

Pellucid = Callable[..., Ended]
ADA = ("--identity", "email=ada@example.org")
PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def public(shop: Shop, pellucid: Pellucid) -> str:
    """Ada's public key; the private one is in ada.key."""
    ended = pellucid("keypair", "-o", "ada.key")
    assert ended.code == 0
    assert stat.S_IMODE((shop.folder / "ada.key").stat().st_mode) == 0o600
    return ended.out.strip()


@pytest.fixture
def passphrase(shop: Shop) -> str:
    (shop.folder / "words").write_text(PASSPHRASE + "\n")
    return "words"


def test_it_opens_with_the_private_key_of_its_recipient(shop: Shop, pellucid: Pellucid, public: str) -> None:
    ended = pellucid("access", "--map", shop.map, *ADA, "--seal-to", public)
    assert (ended.code, ended.err) == (0, "")
    assert "Written to copy.zip.sealed. Only its recipient can open it." in ended.out
    assert pellucid("unseal", "copy.zip.sealed", "--key", "ada.key").code == 0
    assert b"Ada Lovelace" in zipfile.ZipFile(shop.folder / "copy.zip").read("data.json")
    assert stat.S_IMODE((shop.folder / "copy.zip").stat().st_mode) == 0o600


def test_it_opens_with_its_passphrase(shop: Shop, pellucid: Pellucid, passphrase: str) -> None:
    given = ("--format", "json", "--passphrase-file", passphrase, "-o", "data")
    assert pellucid("portability", "--map", shop.map, *ADA, *given).code == 0
    ended = pellucid("unseal", "data", "--passphrase-file", passphrase, "-o", "open.json")
    assert ended.code == 0
    assert "Ada Lovelace" in (shop.folder / "open.json").read_text()


def test_each_of_many_is_sealed(shop: Shop, pellucid: Pellucid, public: str) -> None:
    (shop.folder / "people.csv").write_text("email\nada@example.org\nnobody@example.org\nbob@example.org\n")
    ended = pellucid("access", "--map", shop.map, "--identities", "people.csv", "--seal-to", public)
    assert ended.code == 1
    assert shop.files("copies") == ["1.zip.sealed", "3.zip.sealed"]
    assert pellucid("unseal", "copies/3.zip.sealed", "--key", "ada.key").code == 0
    assert b"Bob Babbage" in zipfile.ZipFile(shop.folder / "copies/3.zip").read("data.json")


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "not sealed, so that it would show"])
def test_nothing_lies_on_the_disk_in_plain_text(
    shop: Shop, pellucid: Pellucid, public: str, monkeypatch: pytest.MonkeyPatch, sealed: bool
) -> None:
    with sqlite3.connect(shop.folder / "shop.db") as connection:
        many = [(number, f"engine of Lovelace {number}") for number in range(10, 20_000)]
        connection.executemany("INSERT INTO orders VALUES (?, 1, ?)", many)
    connection.close()
    for folder in ("out", "temporary"):
        (shop.folder / folder).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(shop.folder / "temporary"))
    monkeypatch.setenv("TMPDIR", str(shop.folder / "temporary"))
    looks: list[list[str]] = []

    @contextmanager
    def looking(*_: object) -> Iterator[tuple[Callable[..., None], Callable[..., None]]]:
        yield (lambda *_: looks.append(in_plain_text(shop.folder))), (lambda *_: None)

    monkeypatch.setattr(copying, "progress", looking)
    seal = ("--seal-to", public) if sealed else ()
    given = ("--format", "json", "-o", "out/copy", *seal)
    assert pellucid("access", "--map", shop.map, *ADA, *given).code == 0
    looks.append(in_plain_text(shop.folder))
    assert len(looks) > 3
    assert any(looks) is not sealed


def in_plain_text(folder: Path) -> list[str]:
    """Files that hold her name: those of the folder, the databases and the map aside, and those without a name."""
    named = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".db", ".yml")]
    unnamed = [path for path in Path("/proc/self/fd").glob("*") if os.path.realpath(path).endswith("(deleted)")]
    return [str(path) for path in [*named, *unnamed] if b"Lovelace" in path.read_bytes()]


@pytest.mark.parametrize("option", ["--passphrase", "--passphrase-file", "--key"])
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(
    shop: Shop, pellucid: Pellucid, public: str, option: str
) -> None:
    pellucid("access", "--map", shop.map, *ADA, "--seal-to", public)
    secret = (shop.folder / "ada.key").read_text().strip() if option == "--key" else PASSPHRASE
    ended = pellucid("unseal", "copy.zip.sealed", option, secret)
    assert (ended.code, ended.out, secret in ended.err) == (2, "", False)


def test_a_private_key_is_no_address(shop: Shop, pellucid: Pellucid, public: str) -> None:
    private = (shop.folder / "ada.key").read_text().strip()
    for key, wrong in ((private, "This is a private key"), (public[:-1], "mistyped"), ("ada.key", "not a public key")):
        ended = pellucid("access", "--map", shop.map, *ADA, "--seal-to", key)
        assert (ended.code, wrong in ended.err, private in ended.err) == (2, True, False)
    assert not (shop.folder / "copy.zip.sealed").exists()


@pytest.mark.parametrize(
    ("content", "wrong"),
    [("short\n", "can be guessed"), ("\nsecond line\n", "first line is empty"), ("\xff", "no file of text")],
)
def test_a_passphrase_that_is_none(shop: Shop, pellucid: Pellucid, content: str, wrong: str) -> None:
    (shop.folder / "words").write_bytes(content.encode("latin-1"))
    ended = pellucid("access", "--map", shop.map, *ADA, "--passphrase-file", "words")
    assert (ended.code, ended.out, wrong in ended.err) == (2, "", True)
    assert not (shop.folder / "copy.zip.sealed").exists()


def test_the_wrong_opener_opens_nothing(shop: Shop, pellucid: Pellucid, public: str, passphrase: str) -> None:
    pellucid("access", "--map", shop.map, *ADA, "--seal-to", public)
    pellucid("keypair", "-o", "another.key")
    for given in (("--key", "another.key"), ("--passphrase-file", passphrase), ()):
        ended = pellucid("unseal", "copy.zip.sealed", *given)
        assert (ended.code, "copy.zip.sealed: " in ended.err, "private key" in ended.err) == (2, True, True)
    assert not (shop.folder / "copy.zip").exists()


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: data[:40], lambda data: b"PK" + data[2:]])
def test_a_harmed_copy_opens_not_at_all(
    shop: Shop, pellucid: Pellucid, public: str, harm: Callable[[bytes], bytes]
) -> None:
    pellucid("access", "--map", shop.map, *ADA, "--seal-to", public)
    sealed = shop.folder / "copy.zip.sealed"
    sealed.write_bytes(harm(sealed.read_bytes()))
    ended = pellucid("unseal", "copy.zip.sealed", "--key", "ada.key")
    assert (ended.code, ended.out) == (2, "")
    assert not [name for name in shop.files() if name == "copy.zip" or "part" in name]


def test_nothing_is_ever_replaced(shop: Shop, pellucid: Pellucid, public: str) -> None:
    pellucid("access", "--map", shop.map, *ADA, "--seal-to", public)
    (shop.folder / "copy.zip").write_text("kept")
    before = {name: (shop.folder / name).read_bytes() for name in ("copy.zip", "copy.zip.sealed", "ada.key")}
    for command in (
        ("unseal", "copy.zip.sealed", "--key", "ada.key"),
        ("keypair", "-o", "ada.key"),
        ("access", "--map", shop.map, *ADA, "--seal-to", public),
    ):
        ended = pellucid(*command)
        assert (ended.code, "it is already there" in ended.err) == (2, True)
    assert {name: (shop.folder / name).read_bytes() for name in before} == before
