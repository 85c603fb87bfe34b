"""The shop: 100,000 customers, 3.35 million rows in seven tables. The same rows at every building."""

from __future__ import annotations

import psycopg

CUSTOMERS = 100_000

_TABLES = """
CREATE TABLE customers (
    id int PRIMARY KEY, email text NOT NULL, name text, phone text, birth_date date, country text NOT NULL,
    created_at timestamptz NOT NULL);
CREATE TABLE addresses (
    id int PRIMARY KEY, customer_id int NOT NULL, kind text NOT NULL, street text, city text, postcode text,
    country text);
CREATE TABLE orders (
    id int PRIMARY KEY, customer_id int NOT NULL, address_id int, status text NOT NULL, total_cents int NOT NULL,
    currency text NOT NULL, note text, created_at timestamptz NOT NULL);
CREATE TABLE order_items (
    id int PRIMARY KEY, order_id int NOT NULL, sku text NOT NULL, quantity int NOT NULL, unit_cents int NOT NULL,
    gift_message text);
CREATE TABLE payments (
    id int PRIMARY KEY, order_id int NOT NULL, method text NOT NULL, card_last4 text, billing_name text,
    amount_cents int NOT NULL, paid_at timestamptz NOT NULL);
CREATE TABLE support_tickets (
    id int PRIMARY KEY, email text, subject text, body text, status text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE login_events (
    id int PRIMARY KEY, customer_id int NOT NULL, ip text, user_agent text, ok boolean NOT NULL,
    at timestamptz NOT NULL)
"""
_ROWS = """
INSERT INTO customers SELECT i, 'user' || i || '@example.com', 'Person ' || md5(i::text),
    '+' || (20 + random() * 79)::int || (random() * 1e9)::bigint, date '1940-01-01' + (random() * 24000)::int,
    (array['DE', 'FR', 'ES', 'IT', 'NL', 'PL'])[1 + floor(random() * 6)::int],
    timestamptz '2020-01-01' + i * interval '1 min'
    FROM generate_series(1, {customers}) i;
INSERT INTO addresses SELECT row_number() OVER (), c, (array['shipping', 'billing'])[k],
    (random() * 400)::int || ' Main Street', (array['Berlin', 'Paris', 'Porto'])[1 + floor(random() * 3)::int],
    lpad((random() * 99999)::int::text, 5, '0'), 'DE'
    FROM generate_series(1, {customers}) c, generate_series(1, 2) k WHERE k = 1 OR c % 2 = 0;
INSERT INTO orders SELECT i, c, NULL, 'paid', (random() * 50000)::int, 'EUR',
    CASE WHEN random() < .25 THEN 'Leave at the door of Person ' || md5(c::text) END,
    timestamptz '2021-01-01' + i * interval '1 min'
    FROM (SELECT i, 1 + floor(random() * {customers})::int c FROM generate_series(1, {customers} * 5) i) o;
INSERT INTO order_items SELECT row_number() OVER (), i, 'SKU-' || (random() * 20000)::int, 1, (random() * 20000)::int,
    CASE WHEN random() < .05 THEN 'Happy birthday' END
    FROM (SELECT i, 1 + floor(random() * 3)::int n FROM generate_series(1, {customers} * 5) i) o, generate_series(1, n);
INSERT INTO payments SELECT o.id, o.id, 'card', lpad((random() * 9999)::int::text, 4, '0'), c.name,
    o.total_cents, o.created_at
    FROM orders o JOIN customers c ON c.id = o.customer_id;
INSERT INTO support_tickets SELECT i, 'user' || c || '@example.com', 'Where is my parcel',
    'Hello, my name is Person ' || md5(c::text) || '. ' || repeat('Thanks! ', 1 + (random() * 19)::int), 'open',
    timestamptz '2022-01-01' + i * interval '1 min'
    FROM (SELECT i, 1 + floor(random() * {customers})::int c FROM generate_series(1, {customers}) i) t;
INSERT INTO login_events SELECT i, 1 + floor(random() * {customers})::int,
    (random() * 223)::int || '.' || (random() * 255)::int || '.' || (random() * 255)::int || '.1',
    'Mozilla/5.0 (X11; Linux x86_64) Firefox/' || (90 + random() * 40)::int || '.0', true,
    timestamptz '2022-01-01' + i * interval '1 s'
    FROM generate_series(1, {customers} * 10) i
"""
_LARGE = """
INSERT INTO customers SELECT i, 'user' || i || '@example.com', 'A', '1', NULL, 'DE', now() FROM generate_series(1, 2) i;
INSERT INTO login_events SELECT i, 1, '10.0.0.1', 'Firefox', true, now() FROM generate_series(1, 1000000) i;
INSERT INTO orders SELECT i, 2, NULL, 'paid', 1, 'EUR', 'Leave it', now() FROM generate_series(1, 500000) i;
INSERT INTO order_items SELECT i, (i + 1) / 2, 'SKU', 1, 1, 'Happy birthday' FROM generate_series(1, 1000000) i
"""
_KEYS = """
CREATE UNIQUE INDEX customers_email ON customers (email);
CREATE INDEX addresses_customer ON addresses (customer_id);
CREATE INDEX orders_customer ON orders (customer_id);
CREATE INDEX order_items_order ON order_items (order_id);
CREATE INDEX payments_order ON payments (order_id);
CREATE INDEX support_tickets_email ON support_tickets (email);
CREATE INDEX login_events_customer ON login_events (customer_id);
ALTER TABLE addresses ADD FOREIGN KEY (customer_id) REFERENCES customers (id);
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id);
ALTER TABLE orders ADD FOREIGN KEY (address_id) REFERENCES addresses (id);
ALTER TABLE order_items ADD FOREIGN KEY (order_id) REFERENCES orders (id);
ALTER TABLE payments ADD FOREIGN KEY (order_id) REFERENCES orders (id);
ALTER TABLE login_events ADD FOREIGN KEY (customer_id) REFERENCES customers (id)
"""


def build(connection: psycopg.Connection) -> None:
    """Fill an empty database."""
    connection.execute("SELECT setseed(0.42)")
    _run(connection, _TABLES, _ROWS.format(customers=CUSTOMERS), _KEYS)


def build_large(connection: psycopg.Connection) -> None:
    """Two customers: user1 with 1,000,000 logins, user2 with 500,000 orders of two items each."""
    connection.execute("SELECT setseed(0.42)")
    _run(connection, _TABLES, _LARGE, _KEYS)


def emails() -> list[str]:
    """Of every customer of the shop, in an order without rhyme."""
    return [f"user{1 + i * 61_681 % CUSTOMERS}@example.com" for i in range(CUSTOMERS)]


def _run(connection: psycopg.Connection, *scripts: str) -> None:
    for script in scripts:
        connection.execute(script)
