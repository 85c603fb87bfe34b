-- The shop: customers are known by their number and their e-mail address.
CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  email VARCHAR(254) NOT NULL UNIQUE COLLATE NOCASE,
  name VARCHAR(100) NOT NULL,
  phone VARCHAR(30),
  birth_date DATE,
  language CHAR(2) NOT NULL,
  profile JSON NOT NULL,
  referred_by INTEGER REFERENCES customers (id),
  restricted BOOLEAN NOT NULL DEFAULT FALSE,
  joined_on DATE NOT NULL
);
CREATE TABLE addresses (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  street VARCHAR(100) NOT NULL,
  postcode VARCHAR(10) NOT NULL,
  city VARCHAR(60) NOT NULL,
  country CHAR(2) NOT NULL
);
CREATE TABLE bicycles (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  model VARCHAR(60) NOT NULL,
  frame_number VARCHAR(20) NOT NULL UNIQUE
);
CREATE TABLE repairs (
  id INTEGER PRIMARY KEY,
  bicycle_id INTEGER NOT NULL REFERENCES bicycles (id),
  brought_on DATE NOT NULL,
  complaint TEXT NOT NULL,
  price_cents INTEGER NOT NULL
);
CREATE TABLE products (
  id INTEGER PRIMARY KEY,
  name VARCHAR(60) NOT NULL,
  price_cents INTEGER NOT NULL
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  ordered_on DATE NOT NULL,
  delivery_note TEXT,
  status VARCHAR(20) NOT NULL
);
CREATE TABLE order_items (
  order_id INTEGER NOT NULL REFERENCES orders (id),
  line INTEGER NOT NULL,
  product_id INTEGER NOT NULL REFERENCES products (id),
  quantity INTEGER NOT NULL,
  engraving VARCHAR(60),
  PRIMARY KEY (order_id, line)
);
CREATE TABLE invoices (
  id INTEGER PRIMARY KEY,
  number VARCHAR(20) NOT NULL UNIQUE,
  customer_id INTEGER REFERENCES customers (id),
  order_id INTEGER REFERENCES orders (id),
  issued_on DATE NOT NULL,
  billing_name VARCHAR(100) NOT NULL,
  billing_address VARCHAR(200) NOT NULL,
  total_cents INTEGER NOT NULL
);
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL REFERENCES products (id),
  author_id INTEGER REFERENCES customers (id),
  written_on DATE NOT NULL,
  stars INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE TABLE vouchers (
  code CHAR(9) PRIMARY KEY,
  buyer_id INTEGER REFERENCES customers (id),
  recipient_id INTEGER REFERENCES customers (id),
  recipient_name VARCHAR(100),
  greeting TEXT NOT NULL,
  paid_with VARCHAR(40),
  amount_cents INTEGER NOT NULL
);
CREATE INDEX addresses_customer ON addresses (customer_id);
CREATE INDEX bicycles_customer ON bicycles (customer_id);
CREATE INDEX repairs_bicycle ON repairs (bicycle_id);
CREATE INDEX orders_customer ON orders (customer_id);
CREATE INDEX invoices_customer ON invoices (customer_id);
CREATE INDEX invoices_order ON invoices (order_id);
CREATE INDEX reviews_author ON reviews (author_id);
