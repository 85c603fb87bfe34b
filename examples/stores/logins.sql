-- Who signed in, from where: the shop's customer number and nothing else.
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  at TIMESTAMP NOT NULL,
  ip VARCHAR(45) NOT NULL,
  user_agent VARCHAR(200) NOT NULL,
  succeeded BOOLEAN NOT NULL
);
CREATE INDEX events_user ON events (user_id);
