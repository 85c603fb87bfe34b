"""Whether what a data map says about rows, and about each of their fields, can be meant."""

from __future__ import annotations

from pellucid.engine.datamap.findings import Findings
from pellucid.engine.datamap.model import Collection, DataMap, EraseAction, Field, Keep, LinkKind
from pellucid.engine.datamap.parts.erasure import CHOICES


def check_rows(datamap: DataMap, findings: Findings) -> None:
    """Add a problem for each rule of erasure that is missing, idle or contradicted."""
    for collection in datamap.collections():
        if collection.where not in findings.doubtful:
            _identities(collection, datamap, findings)
            _erase(collection, findings)
            for field in collection.fields.values():
                _field(field, collection, findings)


def _identities(collection: Collection, datamap: DataMap, findings: Findings) -> None:
    person = datamap.persons.get(collection.person or "")
    if person is None or person.name in findings.doubtful:
        return
    known = [person.identities.get(name) for name in collection.identities]
    if None not in known and not any(known):
        wrong = f"no unique identity finds the {person.name} in {collection.where}"
        unique = ", ".join(name for name, alone in person.identities.items() if alone)
        findings.add(collection.place, wrong, f"Add identities: {{NAME: COLUMN}} with one of {unique or 'them'}.")


def _erase(collection: Collection, findings: Findings) -> None:
    kinds = {link.kind for link in collection.links}
    owned = collection.person is not None or LinkKind.OWNS in kinds
    erase = collection.erase
    if erase is None:
        if owned:
            wrong = f"{collection.where} does not say what erasure does with the rows that a person owns"
            findings.add(collection.place, wrong, f"Add erase: {CHOICES}.")
        return
    if not owned and LinkKind.SHARES not in kinds:
        wrong = f"nobody owns rows of {collection.where}, so its `erase` never happens"
        findings.add(erase.place, wrong, "Take `erase` out, or add owns or shares.")
        return
    done = _done(collection)
    if (erase.unlink or EraseAction.UNLINK in done) and not kinds & {LinkKind.OWNS, LinkKind.SHARES}:
        wrong = f"{collection.where} has no link that erasure could cut"
        findings.add(erase.place, wrong, "Write mask in place of unlink: each row is a person.")
    changeable = [f for f in collection.fields.values() if f.personal and not isinstance(f.erase, Keep)]
    if EraseAction.MASK in done and not changeable:
        wrong = f"{collection.where} is to be masked, and no field of it is personal"
        findings.add(erase.place, wrong, "Give the personal ones their category under `fields`.")


def _done(collection: Collection) -> set[EraseAction]:
    """What happens to rows sooner or later."""
    erase = collection.erase
    if erase is None:
        return set()
    later = {erase.then} if erase.keep is not None and erase.keep.until is not None else set()
    return {erase.action} | later


def _field(field: Field, collection: Collection, findings: Findings) -> None:
    where = f"{collection.where}.{field.name}"
    if field.erase is not None and not field.personal:
        findings.add(field.place, f"{where} is not personal, yet erased", "Give it a category, or take `erase` out.")
    if isinstance(field.erase, Keep) and EraseAction.DELETE in _done(collection):
        mend = "Keep the row too (erase: mask), or take the field's `erase` out."
        findings.add(field.place, f"{where} is kept always, but its row is deleted", mend)
    whole = collection.fields.get(field.column)
    if field.path and field.erase is not None and whole is not None and whole.erase is not None:
        wrong = f"{where} lies inside {field.column}, which is erased as a whole"
        findings.add(field.place, wrong, f"Erase {field.column} or what is inside it.")
