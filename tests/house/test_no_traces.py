"""Nothing in the repository names a developer's machine, and nothing leads to a host that we do not mean."""

from __future__ import annotations

import re

from repository import files, name

HOMES = re.compile(r"(?<![\w.])/(?:home|Users|root|work|mnt)/\w|[A-Z]:\\\\?Users")
HOST = re.compile(r"https?://(?:[^\s/@\"'<>)]*@)?([A-Za-z0-9.-]*\w)")
MEANT = re.compile(
    r"[a-z0-9-]+|127\.0\.0\.1|(.*\.)?example(\.(org|com|net))?|.*\.(test|invalid)"
    r"|www\.apache\.org|json-schema\.org|www\.w3\.org"
    r"|sqlite\.org|www\.postgresql\.org|mariadb\.com|dev\.mysql\.com|eur-lex\.europa\.eu|www\.rfc-editor\.org|github\.com"
)
"""Hosts that a file may name: made up; the name of a licence or format; a source that is cited."""


def found(pattern: re.Pattern[str]) -> list[tuple[str, re.Match[str]]]:
    return [
        (f"{name(path)}:{number}", match)
        for path in files()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        for match in pattern.finditer(line)
    ]


def test_no_path_of_a_machine() -> None:
    assert [where for where, _ in found(HOMES)] == []


def test_no_foreign_host() -> None:
    assert [f"{where}: {match[1]}" for where, match in found(HOST) if not MEANT.fullmatch(match[1])] == []
