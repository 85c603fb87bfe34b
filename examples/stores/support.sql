-- The help desk: people are known by the e-mail address that they wrote from.
CREATE TABLE staff (
  staff_no VARCHAR(10) PRIMARY KEY,
  email VARCHAR(254) NOT NULL UNIQUE,
  name VARCHAR(100) NOT NULL
);
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY,
  email VARCHAR(254) NOT NULL,
  opened_at TIMESTAMP NOT NULL,
  subject VARCHAR(200) NOT NULL,
  body TEXT,
  status VARCHAR(20) NOT NULL
);
CREATE TABLE ticket_history (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL,
  changed_at TIMESTAMP NOT NULL,
  old_email VARCHAR(254) NOT NULL,
  old_subject VARCHAR(200) NOT NULL,
  old_body TEXT
);
CREATE TRIGGER remember_ticket AFTER UPDATE ON tickets BEGIN
  INSERT INTO ticket_history (ticket_id, changed_at, old_email, old_subject, old_body)
  VALUES (old.id, datetime('now'), old.email, old.subject, old.body);
END;
CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER REFERENCES tickets (id),
  sent_at TIMESTAMP NOT NULL,
  sender_kind VARCHAR(10) NOT NULL,
  sender_email VARCHAR(254),
  sender_name VARCHAR(100),
  recipient_kind VARCHAR(10) NOT NULL,
  recipient_email VARCHAR(254),
  recipient_name VARCHAR(100),
  body TEXT NOT NULL
);
CREATE TABLE attachments (
  id INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES messages (id),
  file_name VARCHAR(100) NOT NULL,
  content BLOB NOT NULL
);
CREATE INDEX tickets_email ON tickets (email);
CREATE INDEX messages_sender ON messages (sender_email);
CREATE INDEX messages_recipient ON messages (recipient_email);
CREATE INDEX attachments_message ON attachments (message_id);
