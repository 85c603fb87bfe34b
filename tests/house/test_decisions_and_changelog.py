"""Decisions, changelog fragments and the lock file keep their form."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from repository import ROOT

KINDS = ("added", "changed", "fixed", "removed", "security")
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
FRAGMENTS = sorted(p for p in (ROOT / "changelog.d").iterdir() if p.name != "README.md")


def test_decisions_are_numbered_one_by_one() -> None:
    assert [p.name[:5] for p in DECISIONS] == [f"{n:04}-" for n in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda p: p.stem)
def test_a_decision_fits_on_a_page_and_says_why(decision: Path) -> None:
    text = decision.read_text()
    assert re.match(rf"# {decision.name[:4]} \S", text)
    assert re.search(r"^Status: (built|decided, not yet built|replaced by \[\d{4}\]\(.*\))$", text, re.MULTILINE)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.split()) <= 450
    assert f"({decision.name})" in (ROOT / "docs/decisions/index.md").read_text()


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda p: p.name)
def test_a_changelog_fragment_is_one_idea_of_a_known_kind(fragment: Path) -> None:
    assert re.fullmatch(rf"[a-z0-9-]+\.({'|'.join(KINDS)})\.md", fragment.name)
    assert re.fullmatch(r"[A-Z`].*(\n.+)*[.]\n", fragment.read_text())


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(need for needs in project["optional-dependencies"].values() for need in needs),
    ]
    names = {re.split(r"[^\w.-]", need)[0].lower().replace(".", "-") for need in wanted} - {"pellucid"}
    assert names <= set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
