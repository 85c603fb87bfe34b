-- Customer care: contacts are known by the shop's customer number only.
CREATE TABLE contacts (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL UNIQUE,
  family_phone VARCHAR(30),
  interests TEXT,
  met_on DATE NOT NULL
);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  contact_id INTEGER NOT NULL REFERENCES contacts (id),
  written_by VARCHAR(10),
  written_on DATE NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX notes_contact ON notes (contact_id);
