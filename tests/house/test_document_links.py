"""Every link in a document leads somewhere, and every page can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from repository import ROOT, documents, name, prose

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", documents(), ids=name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(prose(document)):
        path, _, anchor = target.partition("#")
        if "://" not in path:
            there = (document.parent / path).resolve() if path else document
            assert there.exists(), target
            assert not anchor or anchor in anchors(there), target


def test_every_page_of_the_documentation_can_be_reached_from_its_index() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "docs/index.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            linked = [(page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(prose(page))]
            waiting += [there for there in linked if there.suffix == ".md" and there.exists()]
    assert [name(page) for page in (ROOT / "docs").rglob("*.md") if page not in reached] == []
