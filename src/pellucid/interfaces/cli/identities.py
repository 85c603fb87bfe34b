"""Who is meant, from options or a file. No message repeats a value, not even one that stands where a name should."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pellucid.engine.datamap.model import DataMap
from pellucid.engine.errors import IdentityError
from pellucid.engine.running.people import Identities

STDIN = "-"


def people(identity: Sequence[str], file: str, datamap: DataMap) -> list[Identities]:
    """One person from `NAME=VALUE` options, or many from `file`: CSV or JSON lines, `-` for stdin.

    Raises IdentityError.
    """
    known = {name: None for kind in datamap.persons.values() for name in kind.identities}
    if bool(identity) == bool(file):
        raise IdentityError("who is meant?", mend="give --identity NAME=VALUE, or --identities FILE")
    if not file:
        return [_from_options(identity, known)]
    found = list(_from_file(file, known))
    if not found:
        raise IdentityError("the file names nobody", where=file, mend="write one person a line")
    return found


def _from_options(given: Sequence[str], known: Collection[str]) -> Identities:
    person: dict[str, list[str]] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or name not in known:
            wrong = "--identity does not begin with the name of an identity"
            raise IdentityError(wrong, mend=f"write NAME=VALUE, where NAME is one of {', '.join(known)}")
        person.setdefault(name, []).append(value)
    return person


def _from_file(file: str, known: Collection[str]) -> Iterator[Identities]:
    where = "stdin" if file == STDIN else file
    try:
        content = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise IdentityError(f"the file cannot be read: {error.strerror}", where=where) from None
    except UnicodeDecodeError:
        raise IdentityError("the file is not UTF-8", where=where, mend="save it as UTF-8") from None
    yield from (_json_lines if text.lstrip().startswith("{") else _csv)(text, where, known)


def _json_lines(text: str, where: str, known: Collection[str]) -> Iterator[Identities]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            person = json.loads(line)
        except (ValueError, RecursionError):
            person = None
        if not isinstance(person, dict):
            mend = 'write one object a line, such as {"email": "someone@example.org"}'
            raise IdentityError("this is no JSON object", where=f"{where}:{number}", mend=mend)
        yield {_name(name, f"{where}:{number}", known): _values(v, f"{where}:{number}") for name, v in person.items()}


def _values(value: object, where: str) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if any(isinstance(one, bool) or not isinstance(one, (str, int)) for one in values):
        raise IdentityError("an identity is neither a text nor a whole number", where=where, mend="write it in quotes")
    return [str(one) for one in values]


def _csv(text: str, where: str, known: Collection[str]) -> Iterator[Identities]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [_name(name.strip(), f"{where}:1", known) for name in next(rows, [])]
        for row in rows:
            if len(row) > len(header):
                wrong = f"there are {len(row)} values under {len(header)} names"
                raise IdentityError(wrong, where=f"{where}:{rows.line_num}", mend="put values with commas in quotes")
            person: dict[str, list[str]] = {}
            for name, value in zip(header, row, strict=False):
                if value:
                    person.setdefault(name, []).append(value)
            if row:
                yield person
    except csv.Error:
        raise IdentityError("this is no CSV", where=f"{where}:{rows.line_num}", mend="look at its quotes") from None


def _name(name: str, where: str, known: Collection[str]) -> str:
    if name not in known:
        wrong = "this does not name identities that the data map knows"
        mend = f"name each as one of {', '.join(known)}; a CSV file begins with a row of such names"
        raise IdentityError(wrong, where=where, mend=mend)
    return name
