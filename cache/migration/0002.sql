-- How the user wants the mail of one sender to be shown.
CREATE TABLE sender (
  address TEXT PRIMARY KEY,                  -- addr-spec in lower case
  form    INTEGER NOT NULL DEFAULT 0,        -- mail.Form; 0: the better one
  images  INTEGER NOT NULL DEFAULT 0         -- remote images are loaded
) STRICT, WITHOUT ROWID;

-- Whether a message is the first one from its sender.
CREATE INDEX message_sender ON message (lower(iif(json_valid(sender), sender ->> '$[0][1]', '')), received, id);

-- Who may vouch for a sender: the servers whose Authentication-Results the user
-- was asked about (RFC 8601 §5).
CREATE TABLE authserv (
  account INTEGER NOT NULL REFERENCES account (id),
  id      TEXT NOT NULL,                     -- authserv-id in lower case
  trusted INTEGER NOT NULL DEFAULT 0,        -- 0: refused
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

-- The envelope of a message that is to be submitted (RFC 6409). Its operation is
-- the one that sends it.
CREATE TABLE submission (
  message    INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  sender     TEXT NOT NULL,                  -- addr-spec of MAIL FROM
  recipients TEXT NOT NULL                   -- JSON list of addr-specs
) STRICT;

-- Sections of messages that somebody waits for. Rows of any process; the engine
-- serves them.
CREATE TABLE wanted (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  section TEXT NOT NULL,                     -- 'readable': what a reader shows; '': the whole message; else a section number
  seq     INTEGER NOT NULL,                  -- newest first
  problem TEXT NOT NULL DEFAULT '',          -- JSON: why it could not be had; '': still waiting
  again   INTEGER NOT NULL DEFAULT 0,        -- wall clock from which on reading ahead tries it again
  done    INTEGER NOT NULL DEFAULT 0,        -- bytes that have come so far
  PRIMARY KEY (message, section)
) STRICT, WITHOUT ROWID;
INSERT INTO wanted (message, section, seq, problem, again)
SELECT message, 'readable', seq, problem, again FROM want;
DROP TABLE want;
ALTER TABLE wanted RENAME TO want;

-- A question may be about one message, and goes with it.
CREATE TABLE asked (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account (id),
  folder  INTEGER NOT NULL DEFAULT 0,
  message INTEGER REFERENCES message (id) ON DELETE CASCADE, -- NULL: about no single one
  kind    INTEGER NOT NULL,
  count   INTEGER NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT '',
  asked   INTEGER NOT NULL,
  answer  TEXT NOT NULL DEFAULT ''           -- mail.Choice; '': open
) STRICT;
INSERT INTO asked (id, account, folder, kind, count, problem, asked, answer)
SELECT id, account, folder, kind, count, problem, asked, answer FROM question;
DROP TABLE question;
ALTER TABLE asked RENAME TO question;
CREATE UNIQUE INDEX question_once ON question (account, folder, ifnull(message, 0), kind);
CREATE INDEX question_message ON question (message) WHERE message IS NOT NULL;
