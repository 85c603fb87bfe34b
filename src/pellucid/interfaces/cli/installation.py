"""The installation: its folder, its secret key, and an engine that is made with it."""

from __future__ import annotations

import getpass
import os
import secrets
import stat
import sys
from pathlib import Path

from pellucid.engine.datamap.loading import load
from pellucid.engine.errors import PellucidError
from pellucid.engine.running.engine import Engine
from pellucid.interfaces.cli.screen import ERR, say
from pellucid.proofs.entries import pseudonym as keyed_pseudonym

VARIABLE = "PELLUCID_KEY"
_BYTES = 32


def engine(datamap: Path) -> Engine:
    """An engine for the data map in that folder or file. Raises MapError, and PellucidError for an unusable key."""
    return Engine(load(datamap), key=key())


def home() -> Path:
    """Where the installation keeps its own files: `$PELLUCID_HOME`, else where the platform puts such things."""
    if chosen := os.environ.get("PELLUCID_HOME"):
        return Path(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "pellucid"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "pellucid"


def actor() -> str:
    """Who runs the command, by their account; the ledger gets a keyed pseudonym of it. Empty where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def pseudonym() -> str:
    """Who runs the command, as the ledger names them. Raises PellucidError for an unusable key."""
    name = actor()
    return keyed_pseudonym(name, key()) if name else "system"


def key() -> bytes:
    """The secret of keyed masks: `$PELLUCID_KEY`, else the file `key` in `home`, made when it is first needed."""
    if given := os.environ.get(VARIABLE):
        return _decoded(given, f"${VARIABLE}")
    file = home() / "key"
    try:
        if not file.exists():
            _create(file)
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise PellucidError("others may read the secret key", where=str(file), mend=f"chmod 600 '{file}'")
        return _decoded(file.read_text("utf-8", "replace"), str(file))
    except OSError as error:
        mend = f"set {VARIABLE}, or PELLUCID_HOME to a folder of yours"
        raise PellucidError(f"there is no secret key ({error.strerror})", where=str(file), mend=mend) from None


def _create(file: Path) -> None:
    """The key appears whole under its name, and of two processes that make one at once, one wins."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(f".key-{secrets.token_hex(8)}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(secrets.token_hex(_BYTES) + "\n")
    try:
        file.hardlink_to(new)
    except FileExistsError:
        return
    finally:
        new.unlink()
    say(f"A secret key was created in {file}. Keep it: masked values are only the same again under the same key.", ERR)


def _decoded(text: str, where: str) -> bytes:
    try:
        found = bytes.fromhex(text.strip())
    except ValueError:
        found = b""
    if len(found) != _BYTES:
        mend = "restore the key that was used before; a new one comes from: openssl rand -hex 32"
        raise PellucidError(f"the secret key is not {2 * _BYTES} hexadecimal digits", where=where, mend=mend)
    return found
