"""Which files make up a data map: a folder or one file, and what they include."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from os.path import normpath
from pathlib import Path

from pellucid.engine.datamap.findings import Findings, shown
from pellucid.engine.datamap.model import Place
from pellucid.engine.datamap.nodes import Keyed, Listing, Node, Scalar
from pellucid.engine.datamap.reading import MOST_BYTES, read
from pellucid.engine.errors import MapError

MOST_FILES = 1_000


@dataclass(frozen=True, slots=True)
class Files:
    """`trees`: what could be read, in order. `whole`: every file could be read."""

    trees: tuple[Keyed, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Include:
    target: Path
    place: Place


def gather(path: Path, findings: Findings) -> Files:
    """Every file of the map at `path`. Raises MapError where there is none to be read."""
    roots = _roots(path)
    read_anyway = {root.resolve() for root in roots}
    waiting = list(reversed(roots))
    trees: dict[Path, Keyed | None] = {}
    includes: dict[Path, list[_Include]] = {}
    while waiting and len(trees) < MOST_FILES:
        file = waiting.pop()
        if file.resolve() in trees:
            continue
        tree = trees[file.resolve()] = _tree(file, findings)
        found = _includes(file, tree, findings)
        includes[file.resolve()] = found
        if path.is_dir():
            _say_needless(found, read_anyway, findings)
        waiting += [include.target for include in reversed(found)]
    if waiting:
        findings.add(Place(str(path), 1), f"the map has more than {MOST_FILES:,} files", "Join some of them.")
    _say_cycles(includes, findings)
    return Files(tuple(tree for tree in trees.values() if tree is not None), None not in trees.values())


def _roots(path: Path) -> list[Path]:
    try:
        if path.is_file():
            return [_near(path)]
        found = sorted(file for file in path.iterdir() if file.suffix in (".yml", ".yaml") and file.is_file())
    except (OSError, ValueError):
        raise MapError("there is no data map", where=str(path), mend="Name a folder of *.yml files, or one.") from None
    if not found:
        raise MapError("there is no *.yml in this folder", where=str(path), mend="Begin with pellucid map draft.")
    return [_near(file) for file in found]


def _near(path: Path) -> Path:
    """Without needless steps, and relative where it lies below the working folder."""
    path = Path(normpath(path))
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _tree(file: Path, findings: Findings) -> Keyed | None:
    start = Place(str(file), 1)
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        findings.add(start, f"the file cannot be read: {error.strerror}", "Let this account read it.")
        return None
    before = len(findings)
    node = read(data, str(file), findings)
    if node is None and len(findings) == before:
        findings.add(start, "the file is empty", "Fill it, or take it away.")
        return Keyed({}, start)
    if node is not None and not isinstance(node, Keyed):
        findings.add(node.place, "a data map is made of keys", "Begin with `pellucid: 1` or `store: NAME`.")
        return None
    return node


def _includes(file: Path, tree: Keyed | None, findings: Findings) -> list[_Include]:
    node = tree.entries.get("include") if tree else None
    if node is None:
        return []
    items: tuple[Node, ...] = node.items if isinstance(node, Listing) else (node,)
    found: list[_Include] = []
    for item in items:
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            findings.add(item.place, "`include` lists files", "Write include: [../crm/map.yml].")
            continue
        target = _near(file.parent / item.value) if "\0" not in item.value else None
        if target is None or not target.is_file():
            findings.add(item.place, f"there is no file {shown(item.value)}", "Name it relative to this file.")
        elif any(target == other.target for other in found):
            findings.add(item.place, f"{shown(item.value)} is included twice", "Name it once.")
        else:
            found.append(_Include(target, item.place))
    return found


def _say_needless(includes: list[_Include], read_anyway: set[Path], findings: Findings) -> None:
    for include in includes:
        if include.target.resolve() in read_anyway:
            wrong = f"{shown(include.target.name)} is read anyway, since it lies in the map's folder"
            findings.add(include.place, wrong, "Take it out of `include`.")


def _say_cycles(includes: Mapping[Path, list[_Include]], findings: Findings) -> None:
    graph = {file: {include.target.resolve() for include in found} for file, found in includes.items()}
    while True:
        try:
            return TopologicalSorter(graph).prepare()
        except CycleError as error:
            cycle: list[Path] = error.args[1][::-1]
            graph[cycle[0]].discard(cycle[1])
            place = next(i.place for i in includes[cycle[0]] if i.target.resolve() == cycle[1])
            names = " -> ".join(file.name for file in cycle)
            findings.add(place, f"the files include one another: {names}", "Take one of these includes out.")
