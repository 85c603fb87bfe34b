"""From fideslang datasets to a folder with a data map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pellucid.engine.datamap.loading import check
from pellucid.engine.datamap.model import Place
from pellucid.engine.errors import MapError, Problem
from pellucid.engine.importing import joins, links, persons
from pellucid.engine.importing.categories import Taxonomy
from pellucid.engine.importing.composing import PROPOSED, Composer, head
from pellucid.engine.importing.findings import Findings
from pellucid.engine.importing.identities import assumed
from pellucid.engine.importing.reading import read_files
from pellucid.engine.importing.writing import text_of_file

MAP_FILE = "map.yml"


def import_fideslang(files: Sequence[Path], output: Path) -> list[Problem]:
    """Write the datasets of `files` as a data map into folder `output`: map.yml, and a file for each store.

    Fideslang is Ethyca's format (<https://github.com/ethyca/fideslang>), read in every version, with `fides_meta` or
    the older `fidesops_meta`. Returns what a person must look at: what was left out, renamed, guessed or proposed,
    each with its file and line. Raises MapError, with nothing written, if a file is no YAML, if there is no dataset
    in any of them, or if a file to be written is already there.
    """
    findings = Findings()
    texts = _texts(files, findings)
    _write(texts, output)
    return [*findings.problems(), *check(output)]


def _texts(files: Sequence[Path], findings: Findings) -> Mapping[str, str]:
    taxonomy = Taxonomy(findings)
    datasets = assumed(read_files(files, taxonomy, findings), findings)
    joined = joins.resolved(datasets, findings)
    known = persons.found(datasets, joined, findings)
    composer = Composer(known, links.found(datasets, joined, known, findings), joined, findings)
    texts = {}
    for dataset in datasets:
        texts[f"{dataset.store}.yml"] = text_of_file(dataset.description, composer.store(dataset))
    title = "Imported from fideslang. Check whatever is marked as proposed, then run pellucid map check."
    texts[MAP_FILE] = text_of_file(title, head(known, taxonomy.own))
    findings.add(
        Place(", ".join(map(str, files)), 0),
        "fideslang says neither what erasure does nor which identities are unique: both were proposed",
        f"look at each line that is marked `# {PROPOSED}`, and change it or take the mark away",
    )
    return texts


def _write(texts: Mapping[str, str], output: Path) -> None:
    there = [name for name in texts if (output / name).exists()]
    if there:
        raise MapError(
            f"{', '.join(there)} would be overwritten", where=str(output), mend="choose a folder without a data map"
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (output / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise MapError(
            f"the folder cannot be written: {error.strerror}", where=str(output), mend="choose another folder"
        ) from error
