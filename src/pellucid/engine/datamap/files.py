"""Which files make up a data map: a folder or one file, and what they include."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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
    """`trees`: what could be read, in order. `whole`: nothing is missing."""

    trees: tuple[Keyed, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Include:
    """A file to include; `target` None: there is none."""

    target: Path | None
    place: Place


def gather(path: Path, findings: Findings) -> Files:
    """Every file of the map at `path`. Raises MapError where there is none to be read."""
    roots = _roots(path)
    waiting = list(reversed(roots))
    trees: dict[Path, Keyed | None] = {}
    includes: dict[Path, list[_Include]] = {}
    while waiting and len(trees) < MOST_FILES:
        file = waiting.pop()
        key = file.resolve()
        if key not in trees:
            trees[key] = _tree(file, findings)
            includes[key] = list(_includes(file, trees[key], findings))
            waiting += reversed([include.target for include in includes[key] if include.target])
    if waiting:
        findings.add(Place(str(waiting[-1]), 1), f"the map has more than {MOST_FILES:,} files", "Join some of them.")
    every = [include for found in includes.values() for include in found]
    if path.is_dir():
        _say_needless(every, {root.resolve() for root in roots}, findings)
    _say_cycles(includes, findings)
    whole = not waiting and None not in trees.values() and all(include.target for include in every)
    return Files(tuple(tree for tree in trees.values() if tree is not None), whole)


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
    """The same file, without needless steps, and relative where it lies below the working folder."""
    short = Path(normpath(path))
    if short.resolve() != path.resolve():
        return path
    here = Path.cwd()
    return short.relative_to(here) if short.is_relative_to(here) else short


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


def _includes(file: Path, tree: Keyed | None, findings: Findings) -> Iterator[_Include]:
    node = tree.entries.get("include") if tree else None
    if node is None:
        return
    seen: set[Path] = set()
    for item in node.items if isinstance(node, Listing) else (node,):
        target = _target(file, item, findings)
        if target in seen:
            findings.add(item.place, f"{shown(target.name)} is included twice", "Name it once.")
        elif target is not None:
            seen.add(target)
        yield _Include(target, item.place)


def _target(file: Path, item: Node, findings: Findings) -> Path | None:
    if not isinstance(item, Scalar) or not isinstance(item.value, str):
        findings.add(item.place, "`include` lists files", "Write include: [../crm/map.yml].")
        return None
    target = file.parent / item.value
    try:
        found = target.is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        findings.add(item.place, f"there is no file {shown(item.value)}", "Name it relative to this file.")
        return None
    return _near(target)


def _say_needless(includes: Iterable[_Include], read_anyway: Set[Path], findings: Findings) -> None:
    for include in includes:
        if include.target and include.target.resolve() in read_anyway:
            wrong = f"{shown(include.target.name)} is read anyway, since it lies in the map's folder"
            findings.add(include.place, wrong, "Take it out of `include`.")


def _say_cycles(includes: Mapping[Path, Sequence[_Include]], findings: Findings) -> None:
    graph = {file: {i.target.resolve(): i.place for i in found if i.target} for file, found in includes.items()}
    while True:
        try:
            return TopologicalSorter(graph).prepare()
        except CycleError as error:
            cycle: list[Path] = error.args[1][::-1]
            place = graph[cycle[0]].pop(cycle[1])
            names = " -> ".join(file.name for file in cycle)
            findings.add(place, f"the files include one another: {names}", "Take one of these includes out.")
