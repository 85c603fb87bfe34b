"""`${VARIABLES}` in the URLs of stores: secrets come from the environment when we connect, and stay out of the map."""

from __future__ import annotations

import os
import re
from urllib.parse import parse_qsl

from pellucid.engine.errors import MapError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRETS = re.compile(r"pass(word|wd)?|pwd|secret|token|(api|access)?_?key|credentials?", re.IGNORECASE)
_PASSWORD = re.compile(r"://[^:/@]*:([^@]*)@")
_STAND_IN = "\0"


def resolve(url: str) -> str:
    """`url` with each `${VARIABLE}` replaced by its text in the environment, as it stands.

    Raises MapError that names every variable which is missing or empty, and never a value.
    """
    missing = sorted({name for name in _VARIABLE.findall(url) if not os.environ.get(name)})
    if missing:
        wrong = f"not set in the environment: {', '.join(missing)}"
        raise MapError(wrong, mend="Set it to the URL, or the part of it, that the data map leaves out.")
    return _VARIABLE.sub(lambda match: os.environ[match[1]], url)


def url_problem(url: str) -> tuple[str, str] | None:
    """What is wrong with a URL as a data map writes it, and the mend; neither repeats any of it."""
    rest = _VARIABLE.sub("", url)
    if "${" in rest:
        return "has a variable that is not written as ${NAME}", "Use letters, digits and _ between ${ and }."
    if _secret(url):
        return "holds a password", "Put it into an environment variable: url: ${SHOP_URL}, or user:${SHOP_PASSWORD}@."
    if "://" not in url and rest:
        return "is no URL", "Write ${SHOP_URL}, or a URL such as sqlite:///shop.sqlite."
    return None


def _secret(url: str) -> bool:
    """Whether a password, or what is named like one, is written out."""
    text = _VARIABLE.sub(_STAND_IN, url)
    values = [*_PASSWORD.findall(text)]
    values += [value for name, value in parse_qsl(text.partition("?")[2]) if _SECRETS.fullmatch(name)]
    return any(value.strip(_STAND_IN) for value in values)
