"""What a verification found, on the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, TypeAlias

import typer

from pellucid.interfaces.cli.screen import print_json, say, say_list
from pellucid.proofs.errors import SigningKeyError
from pellucid.proofs.verdict import Verdict

_KEY = re.compile(r"[0-9a-f]{64}")

TrustedKeys: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--key", metavar="PUBLICKEY", help="The company's key, as it has published it."),
]


def trusted(keys: Sequence[str] | None) -> list[str] | None:
    """Raises SigningKeyError for what is no public key."""
    found = [key.strip().lower() for key in keys or []]
    if not all(map(_KEY.fullmatch, found)):
        mend = "give the 64 hexadecimal digits that `pellucid ledger key` prints"
        raise SigningKeyError("This is not a public key.", where="--key", mend=mend)
    return found or None


def show(
    verdict: Verdict,
    what: str,
    *,
    stated: Iterable[str] = (),
    document: Mapping[str, object] | None = None,
    as_json: bool,
) -> int:
    """Print it; the exit code. `stated`: what is verified, in sentences; `document`: the same for programs."""
    if as_json:
        print_json({**verdict.as_json(), **(document or {})})
        return 0 if verdict.ok else 1
    if not verdict.ok:
        say(f"{what}: NOT verified. Do not believe it.")
        say_list("What is wrong", verdict.problems)
        return 1
    say(f"{what}: verified.")
    first, *rest = stated or [""]
    if first:
        say_list(first.removesuffix(":"), rest)
    say_list("What is proven", verdict.proven)
    say_list("What is not proven", verdict.not_proven)
    return 0
