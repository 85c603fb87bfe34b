"""Data maps that a database cannot follow: tables, collections with `# here` on the line that is told, what is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pellucid.engine.planning.plan import Right
from pellucid.engine.schema import Hidden, Schema, Table

CUSTOMERS = "customers: id integer key; email string 200 null; name string 100 null"
ORDERS = "orders: id integer key; customer_id integer null -> customers.id; note string null; data json null"

PERSON = "  customers: {person: customer, identities: {user_id: id, email: email}, erase: delete}"
MASKED = "  customers: {person: customer, identities: {user_id: id}, erase: mask, fields: {name: user.name}}"
OWNED = "owns: {customer: customers, by: {customer_id: id}}"


@dataclass(frozen=True)
class Wrong:
    """`change`: what the tables have that their text cannot say."""

    tables: str
    collections: str
    told: str
    mend: str
    change: Callable[[Table], Table] = lambda table: table
    right: Right = Right.ERASURE
    keyless: bool = False
    row_by_row: bool = False

    def schema(self, made: Schema) -> Schema:
        return Schema({name: self.change(table) for name, table in made.tables.items()})


def _hidden(table: Table) -> Table:
    return replace(table, hidden=(Hidden("audit_trg", "trigger", frozenset({"delete"})),))


def _cascading(table: Table) -> Table:
    return replace(table, foreign_keys=tuple(replace(key, on_delete="CASCADE") for key in table.foreign_keys))


def _computed(table: Table) -> Table:
    return replace(table, columns={n: replace(c, generated=n == "name") for n, c in table.columns.items()})


def _in_tables(*lines: str) -> str:
    return "\n".join(lines)


WRONG = {
    # The map speaks of what the database does not have
    "no such table": Wrong(
        CUSTOMERS,
        f"{PERSON}\n  orders: {{{OWNED}, erase: delete}}  # here",
        "shop.orders names table orders, which the database does not have",
        "correct the name",
    ),
    "no such field": Wrong(
        CUSTOMERS,
        f"{MASKED[:-2]}, nmae: user.name}}}}  # here",
        "shop.customers names column nmae, which table customers does not have",
        "pellucid map draft",
    ),
    "no such identity": Wrong(
        CUSTOMERS,
        "  customers: {person: customer, identities: {email: mail}, erase: delete}  # here",
        "shop.customers names column mail",
        "correct the name",
    ),
    "no such marker": Wrong(
        CUSTOMERS,
        "  customers: {person: customer, identities: {email: email}, erase: delete, restrict: {held: true}}  # here",
        "shop.customers names column held",
        "correct the name",
    ),
    "no such column of a link": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}\n  orders: {{owns: {{customer: customers, by: {{buyer: id}}}}, erase: delete}}  # here",
        "shop.orders names column buyer",
        "correct the name",
    ),
    "no such column of a condition": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}\n  orders: {{refers: {{customer: customers, by: {{customer_id: id}}, when: {{kind: a}}}}}}  # here",
        "shop.orders names column kind",
        "correct the name",
    ),
    "no such column to unlink": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}\n  orders: {{refers: {{customer: customers, by: {{customer_id: id}}, unlink: [buyer]}}}}  # here",
        "shop.orders names column buyer",
        "correct the name",
    ),
    "no such time to keep": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{MASKED}\n  orders: {{{OWNED}, erase: {{keep: 1 years after made, because: Tax.}}}}  # here",
        "shop.orders names column made",
        "correct the name",
    ),
    "no such time of retention": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}\n  orders: {{{OWNED}, erase: delete, keep_for: 1 years after made}}  # here",
        "shop.orders names column made",
        "correct the name",
    ),
    "no such column on the far side": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}\n  orders: {{owns: {{customer: customers, by: {{customer_id: no}}}}, erase: delete}}  # here",
        "shop.orders is linked to customers.no, and table customers has no such column",
        "correct the name in `by`",
    ),
    # Links that cannot be followed
    "person without a key": Wrong(
        "customers: id integer; email string null",
        f"{PERSON}  # here",
        "shop.customers holds persons, and table customers has no primary key to tell them apart",
        "give the table a primary key",
        keyless=True,
    ),
    "several identities at once": Wrong(
        _in_tables(CUSTOMERS, "tickets: id integer key; email string null; no integer null"),
        f"{PERSON}\n  tickets: {{refers: {{customer: identities, by: {{email: email, no: user_id}}}}}}  # here",
        "shop.tickets joins several identities at once",
        "join one identity",
    ),
    "types that do not compare": Wrong(
        _in_tables(CUSTOMERS, "orders: id integer key; customer_id string null"),
        f"{PERSON}\n  orders: {{{OWNED}, erase: delete}}  # here",
        "shop.orders.customer_id (string) does not compare with customers.id (integer)",
        "link columns of the same type",
    ),
    "a path with many values": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f'{PERSON}\n  orders: {{refers: {{customer: identities, by: {{"data.buyers[*]": email}}}}}}  # here',
        "data.buyers[*] may find many values; a link needs one",
        "name one item",
    ),
    "a path into what is no JSON": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}\n  orders: {{owns: {{customer: identities, by: {{customer_id.x: email}}}}, erase: delete}}  # here",
        "customer_id is no JSON, and customer_id.x reaches into it",
        "name the column alone",
    ),
    "a time that is none": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{MASKED}\n  orders: {{{OWNED}, erase: {{keep: 1 years after customer_id, because: Tax.}}}}  # here",
        "customer_id is of kind integer; no time can be counted from it",
        "count from a date or a time",
    ),
    # Steps that would fail
    "a view": Wrong(
        CUSTOMERS,
        f"{PERSON}  # here",
        "shop.customers is a view or a virtual table",
        "map the tables behind it",
        change=lambda table: replace(table, view=True),
    ),
    "a table without a key": Wrong(
        _in_tables(CUSTOMERS, "logs: customer_id integer null; ip string null"),
        f"{PERSON}\n  logs: {{{OWNED}, erase: delete}}  # here",
        "shop.logs has no primary key, and this database cannot tell its rows apart without one",
        "give the table a primary key",
    ),
    "a mask that is NULL in a column NOT NULL": Wrong(
        "customers: id integer key; name string",
        f"{MASKED}  # here",
        "shop.customers.name (string): this column is NOT NULL",
        "say `erase:` for the field: give it another mask",
    ),
    "a mask that repeats itself in a UNIQUE column": Wrong(
        "customers: id integer key; name string 40 null unique",
        f"{MASKED.replace('name: user.name', 'name: {is: user.name, erase: pseudonym}')}  # here",
        "pseudonym may give two rows the same value, and this column is UNIQUE",
        "use hash or null",
    ),
    "a mask for another kind of column": Wrong(
        "customers: id integer key; name integer null",
        f"{MASKED.replace('name: user.name', 'name: {is: user.name, erase: email}')}  # here",
        "email cannot mask a column of kind integer",
        "use null or constant",
    ),
    "a mask that is too long": Wrong(
        "customers: id integer key; name string 8 null",
        f"{MASKED.replace('name: user.name', 'name: {is: user.name, erase: pseudonym}')}  # here",
        "pseudonym needs a length of at least 10, this column has 8",
        "use null or constant",
    ),
    "a mask inside what is no JSON": Wrong(
        "customers: id integer key; name integer null",
        MASKED.replace("name: user.name", "name: {is: none, inside: {first: user.name}}") + "  # here",
        "a path reaches into JSON, and this column is of kind integer",
        "name the column alone",
    ),
    "a column that the database computes": Wrong(
        CUSTOMERS, f"{MASKED}  # here", "the database computes this column", "computed from", change=_computed
    ),
    "a marker that the database computes": Wrong(
        CUSTOMERS,
        f"{MASKED[:-1]}, restrict: {{name: held}}}}  # here",
        "shop.customers.name is computed by the database",
        "correct what it is computed from",
        change=_computed,
        right=Right.RESTRICTION,
    ),
    "a value that others point at": Wrong(
        _in_tables(
            "customers: id integer key; name string 40 null unique",
            "logs: id integer key; customer_name string 40 null -> customers.name",
        ),
        f"{MASKED}  # here",
        "shop.customers.name is what logs.customer_name points at",
        "keep this field, or delete the row instead",
    ),
    # What a step would do beside
    "a trigger": Wrong(
        CUSTOMERS,
        f"{PERSON}  # here",
        "trigger audit_trg acts when rows of shop.customers change",
        "effects: {audit_trg: {does: ..., writes: [...]}}",
        change=_hidden,
    ),
    "a table that is not mapped points at what is deleted": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}  # here",
        "rows of shop.customers are deleted, and orders.customer_id points at them",
        "map table orders",
    ),
    "a cascade": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}  # here",
        "orders.customer_id points at them with ON DELETE CASCADE, which the map does not declare",
        "effects: {cascade to orders: {does: ...}}",
        change=_cascading,
    ),
    "a collection that is not linked by its foreign key": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}\n  orders: {{fields: {{note: none, customer_id: none, id: none, data: none}}}}  # here",
        "orders.customer_id points at them",
        "link orders to customers by it without `when`",
    ),
    "a foreign key whose link has a condition": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}\n  orders: {{sees: {{customer: customers, by: {{customer_id: id}}, when: {{note: x}}}}}}  # here",
        "orders.customer_id points at them",
        "without `when`; `refers` may stand beside other links",
    ),
    "a kept row that points at what is deleted": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}\n  orders: {{{OWNED}, erase: {{keep: always, because: Tax.}}}}  # here",
        "rows of shop.customers are deleted, and orders.customer_id points at them",
        "shop.orders is kept: say `unlink: true` there",
    ),
    "a masked row that points at what is deleted": Wrong(
        _in_tables(CUSTOMERS, ORDERS),
        f"{PERSON}\n  orders: {{{OWNED}, erase: mask, fields: {{note: user.content}}}}  # here",
        "rows of shop.customers are deleted, and orders.customer_id points at them",
        "shop.orders keeps pointing at them: say `erase: unlink` or `erase: delete` there",
    ),
    "a reference that cannot be NULL": Wrong(
        _in_tables(CUSTOMERS, "notes: id integer key; about integer"),
        f"{PERSON}\n  notes: {{refers: {{customer: customers, by: {{about: id}}}}}}  # here",
        "shop.notes.about (integer): this column is NOT NULL",
        "give it another mask",
    ),
    "tables that point at each other": Wrong(
        _in_tables(
            CUSTOMERS,
            "teams: id integer key; customer_id integer; lead integer -> members.id",
            "members: id integer key; team_id integer -> teams.id",
        ),
        f"""{PERSON}
  teams:
    owns: [{{customer: customers, by: {{customer_id: id}}}}, {{customer: members, by: {{lead: id}}}}]
    erase: delete
  members:  # here
    owns: {{customer: teams, by: {{team_id: id}}}}
    erase: delete""",
        "shop.members and shop.teams point at each other; neither can be deleted first",
        "make team_id nullable in the database",
    ),
    "rows that point at each other where each is checked alone": Wrong(
        _in_tables(CUSTOMERS, "posts: id integer key; customer_id integer; parent integer -> posts.id"),
        f"""{PERSON}
  posts:  # here
    owns: [{{customer: customers, by: {{customer_id: id}}}}, {{customer: posts, by: {{parent: id}}}}]
    erase: delete""",
        "shop.posts and shop.posts point at each other",
        "make parent nullable",
        row_by_row=True,
    ),
}
