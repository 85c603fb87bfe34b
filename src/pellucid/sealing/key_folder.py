"""The folder of a key store: who may read it, and the words that tell people and backup programs to leave it out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pellucid.sealing.errors import KeyStoreError
from pellucid.sealing.master_key import FILE, VARIABLE, make_master_key, refuse_if_others_can_read
from pellucid.sealing.whole_files import sync_folder, whole_file

_CACHEDIR_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# Backup programs that know this file leave the folder out (tar --exclude-caches, borg, restic and others).
# See README.txt: this is not a cache. Do not delete what is here.
"""

_README = """This is a key store of Pellucid. LEAVE IT OUT OF BACKUPS, and do not delete it.

A promise to delete is kept by destroying a key that is in this folder. If the folder is in a backup, the key is
still there, and the promise is not kept. Exclude the folder, or let your backup program heed CACHEDIR.TAG.

If the folder is lost, what was sealed with its keys cannot be opened any more: an erasure that could have been
reversed no longer can.

A key that is destroyed is overwritten, and its file deleted. On flash drives, on file systems that copy on write
(Btrfs, ZFS, APFS), in their snapshots and journals, traces may stay. They are wrapped by the master key
(master.key, or the variable PELLUCID_MASTER_KEY), and of no use without it. Keep the master key elsewhere than this
folder, by the variable, if the disk is not trusted; encrypt the disk.

Only the account that runs Pellucid may read this folder (mode 700) and its files (mode 600).
"""


def make_key_folder(folder: Path, purpose: str, environment: Mapping[str, str]) -> None:
    """What a key store needs, each part only where it is missing; safe to repeat after a crash, and at once.

    Raises KeyStoreError for a folder that others can read, and where keys are there but their master key is not.
    """
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)
    refuse_open_folder(folder)
    for name, content in (("CACHEDIR.TAG", _CACHEDIR_TAG), ("README.txt", _README)):
        if not (folder / name).exists():
            with whole_file(folder / name) as file:
                file.write(content.encode())
    if VARIABLE not in environment and not (folder / FILE).exists() and not any(folder.glob("*/*.keys")):
        make_master_key(folder)
    if not (folder / purpose).exists():
        (folder / purpose).mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder)


def refuse_open_folder(folder: Path) -> None:
    """Raises KeyStoreError for a folder that others can read, and one that is not there."""
    try:
        refuse_if_others_can_read(folder)
    except FileNotFoundError:
        raise KeyStoreError(
            "There is no key store here.", mend="Look for its folder; it is made with the first key."
        ) from None
