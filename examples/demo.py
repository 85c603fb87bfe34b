"""The main job, on an example company. `make demo` runs it; it ends with 0 only if everything is as it says."""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from textwrap import fill
from zipfile import ZipFile

from build import NADIA, PHILIPP, build
from looking import GOES, all_rows, content, hers, mentions, surprises

ROOT = Path(__file__).parents[1]
OUT = Path("demo-out")
COPY = OUT / "nadia.zip"
RECEIPT, SECOND = OUT / "nadia-receipt.json", OUT / "nadia-second-receipt.json"
MAP = ["--map", str(OUT / "map")]
WHO = ["--person", "customer", "--identity", f"email={NADIA.email}"]
EXPORT_IN_THE_MAP = """
  newsletter_export:
    person: customer
    identities: {email: address}
    erase: delete
    fields:
      address: user.contact.email
"""
WORDS = (NADIA.email, NADIA.name, NADIA.name.split()[0], NADIA.phone)


def main() -> None:
    os.chdir(ROOT)
    shutil.rmtree(OUT, ignore_errors=True)
    os.environ |= {"PELLUCID_EXAMPLE": str(OUT), "PELLUCID_HOME": str(OUT / "home")}

    title("Pedal & Thistle sells bicycles and repairs them")
    files = build(OUT)
    shutil.copytree("examples/map", OUT / "map")
    before = all_rows(files)
    rows = sum(map(len, before.values()))
    say(
        f"Its data is made up, and lies in {len(files)} SQLite databases in {OUT}: {rows:,} rows. Each knows the "
        "customers by something else: the shop by number and e-mail, customer care and the log of sign-ins by "
        "number, the help desk by e-mail."
    )
    say("What they hold, and what happens to it when somebody leaves, is written in the data map: examples/map.")
    say(f"We work with a copy of it, {OUT / 'map'}.")
    pellucid("map", "check", str(OUT / "map"))

    title(f"{NADIA.name} asks what is held about her")
    pellucid("access", *MAP, *WHO, "--company", "Pedal & Thistle", "--output", str(COPY))
    say(f"Her copy is {COPY}. It holds, with a page to open first:")
    with ZipFile(COPY) as copy:
        for entry in copy.infolist():
            print(f"    {entry.file_size:>8,} bytes  {entry.filename}")

    title("Her family's phone is not enough to be her")
    say(f"{PHILIPP.name} gave the same number, so the map calls it shared. It finds nobody:")
    pellucid("access", *MAP, "--person", "customer", "--identity", f"phone={NADIA.family_phone}", exit_code=2)

    title("What would an erasure do?")
    pellucid("plan", *MAP, *WHO)
    expect(all_rows(files) == before, "A plan touches nothing.")

    title("She asks to be erased, and changes her mind")
    say("With --undo-days what is erased is sealed, and comes back to whoever holds the code:")
    first = OUT / "nadia-first-receipt.json"
    told = pellucid("erase", *MAP, *WHO, "--yes", "--undo-days", "14", "--receipt", str(first), lines=10)
    there = mentions(all_rows(files), WORDS)
    expect(not there, "Her e-mail, name and phone are in no column of any table.", there)
    code = told[told.index("shown only now:") :].split()[3]
    pellucid("undo", str(first), *MAP, "--code", code, lines=5)
    expect(
        content(all_rows(files)) == content(before), f"All {len(before)} tables are again as they were, row for row."
    )

    title("Somebody once exported addresses into a table that the map does not know")
    export(files)
    before = all_rows(files)
    rows = sum(map(len, before.values()))
    say("It is crm.newsletter_export, and her e-mail is in it. We keep a backup of the shop, for later.")
    backup_of = datetime.now(UTC).isoformat(timespec="seconds")
    shutil.copy(files["shop"], OUT / "backup-of-shop.db")

    title("She asks to be erased after all")
    say("Without --yes it would ask first. --sweep searches every text of every store afterwards, in the map or not:")
    own = hers(files, NADIA.number, NADIA.email) | {("crm.newsletter_export", 1): GOES}
    pellucid("erase", *MAP, *WHO, "--yes", "--sweep", "--receipt", str(RECEIPT), exit_code=1)
    say("Partly done is not done. The table goes into the map, and what is left goes too:")
    with (OUT / "map/crm.yml").open("a") as store:
        store.write(EXPORT_IN_THE_MAP)
    pellucid("erase", *MAP, *WHO, "--yes", "--sweep", "--receipt", str(SECOND))
    after = all_rows(files)

    title("Anyone can check the receipt, without the company and without a network")
    pellucid("verify", str(RECEIPT))
    say("One character of it is changed:")
    forged = OUT / "forged-receipt.json"
    forged.write_text(RECEIPT.read_text().replace('"before":1', '"before":2', 1))
    pellucid("verify", str(forged), exit_code=1)

    title("She asks again what is held")
    pellucid("access", *MAP, *WHO, "--output", str(OUT / "again.zip"), exit_code=1)

    title("A second erasure changes nothing")
    pellucid("erase", *MAP, *WHO, "--yes", exit_code=1)
    expect(all_rows(files) == after, "Every row of every table is as it was after the first.")

    title("The shop is restored from its backup, and she is back")
    shutil.copy(OUT / "backup-of-shop.db", files["shop"])
    expect(bool(mentions(all_rows(files), WORDS)), "Her e-mail, name and phone are in the shop again.")
    pellucid("replay", *MAP, "--store", "shop", "--backup-of", backup_of)
    expect(all_rows(files) == after, "Every row of every table is as it was after her erasure.")
    pellucid("ledger", "verify", "--against", str(RECEIPT), "--against", str(SECOND))

    title("Is it true?")
    say("Let us look into the databases ourselves, with nothing but sqlite3.")
    there = mentions(before, WORDS)
    expect(bool(there), f"Her e-mail, name and phone stood in {sum(there.values())} places before:")
    print(fill(", ".join(there), 100, initial_indent="    ", subsequent_indent="    "))
    left = mentions(after, WORDS)
    expect(not left, f"Now they are in no column of any table, {sum(map(len, after.values())):,} rows searched.", left)
    wrong = sorted(set(surprises(before, after, own)))
    gone = rows - sum(map(len, after.values()))
    expect(
        not wrong,
        f"{gone} of her rows are gone, {len(own) - gone} stay without her, and all {rows - len(own):,} rows of "
        "others are exactly as they were.",
        wrong,
    )
    kept = [row for at, row in after["shop.invoices"].items() if ("shop.invoices", at) in own]
    numbers = ", ".join(str(row["number"]) for row in kept)
    expect(len(kept) == 3, f"Kept for the tax office, without her name and address: invoices {numbers}.")
    print()
    say(f"All of it lies in {OUT}, if you want to look yourself. docs/tutorial.md goes on from here.")


def export(files: Mapping[str, Path]) -> None:
    with closing(sqlite3.connect(files["crm"])) as database:
        database.execute("CREATE TABLE newsletter_export (id INTEGER PRIMARY KEY, address TEXT)")
        rows = [(NADIA.email,), (PHILIPP.email,)]
        database.executemany("INSERT INTO newsletter_export (address) VALUES (?)", rows)
        database.commit()


def pellucid(*arguments: str, exit_code: int = 0, lines: int | None = None) -> str:
    """Run the command as a person would, and show it with what it prints, or so many lines of it."""
    print(f"\n$ pellucid {shlex.join(arguments)}\n", flush=True)
    command = [str(Path(sys.executable).with_name("pellucid")), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    printed = done.stdout.splitlines()
    shown = printed[:lines] + (["..."] if len(printed) > len(printed[:lines]) else [])
    print("".join(f"    {line}".rstrip() + "\n" for line in shown))
    if done.returncode != exit_code:
        sys.exit(f"It ended with {done.returncode}, where {exit_code} was expected.")
    return done.stdout


def title(text: str) -> None:
    print(f"\n{text}\n{'=' * len(text)}")


def say(text: str) -> None:
    print(fill(text, 100))


def expect(true: bool, text: str, evidence: object = "") -> None:
    """Say it if it is true, and end with 1 if it is not."""
    if not true:
        sys.exit(f"This is not true: {text} {evidence}")
    print(fill(text, 100, initial_indent="  ", subsequent_indent="  "))


if __name__ == "__main__":
    main()
