-- The store. Every table is STRICT, every key AUTOINCREMENT (an id is never
-- reused, so nothing stale can point to another message), every column NOT NULL
-- with a default where "nothing" has a value. Times are Unix seconds in UTC, 0
-- for none. Order in time comes from clock.seq, never from the wall clock.

CREATE TABLE clock (
  id  INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO clock (id, seq) VALUES (1, 0);

CREATE TABLE account (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  name      TEXT NOT NULL UNIQUE,            -- mail.AccountID
  label     TEXT NOT NULL DEFAULT '',
  email     TEXT NOT NULL DEFAULT '',
  protocol  TEXT NOT NULL,
  position  INTEGER NOT NULL DEFAULT 0,      -- order of the account files
  local     INTEGER NOT NULL DEFAULT 0,      -- its file is gone
  caps      TEXT NOT NULL DEFAULT '',        -- JSON, as the backend told
  distrust  INTEGER NOT NULL DEFAULT 0,      -- POP3: an id came twice or was recycled
  phase     INTEGER NOT NULL DEFAULT 0,
  done      INTEGER NOT NULL DEFAULT 0,
  total     INTEGER NOT NULL DEFAULT 0,
  syncing   INTEGER NOT NULL DEFAULT 0,      -- folder being synced
  problem   TEXT NOT NULL DEFAULT '',        -- JSON of mail.Problem
  synced    INTEGER NOT NULL DEFAULT 0,      -- end of the last complete visit
  retry     INTEGER NOT NULL DEFAULT 0,
  on_demand INTEGER NOT NULL DEFAULT 0,      -- the user works offline
  seen_time INTEGER NOT NULL DEFAULT 0       -- wall clock of the last visit: a jump is noticed
) STRICT;

CREATE TABLE folder (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  account    INTEGER NOT NULL REFERENCES account (id),
  box        TEXT,                           -- mail.RemoteBox; NULL: only here
  path       TEXT NOT NULL,                  -- JSON list of levels, as told
  role       INTEGER NOT NULL DEFAULT 0,
  no_mail    INTEGER NOT NULL DEFAULT 0,
  listed     INTEGER NOT NULL DEFAULT 1,     -- in the server's latest list
  focus      INTEGER NOT NULL DEFAULT 0,     -- clock.seq when somebody last opened it
  refresh    INTEGER NOT NULL DEFAULT 0,     -- asked to be synced now (row of another process, too)
  cursor     TEXT NOT NULL DEFAULT '',
  total      INTEGER NOT NULL DEFAULT 0,     -- shown messages
  unread     INTEGER NOT NULL DEFAULT 0,
  pass_began INTEGER NOT NULL DEFAULT 0,     -- clock.seq at the begin of the pass under way
  pass_done  INTEGER NOT NULL DEFAULT 0,     -- clock.seq at the begin of the latest Complete pass
  pass_ended INTEGER NOT NULL DEFAULT 0,     -- clock.seq at its end; 0: never complete
  synced     INTEGER NOT NULL DEFAULT 0,     -- wall clock of its end, for people
  newest     INTEGER NOT NULL DEFAULT 0,     -- highest message id at its end
  UNIQUE (account, box)
) STRICT;

CREATE TABLE thread (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account (id)
) STRICT;

-- One row a message that is kept here. home is the confirmed folder; folder,
-- flags and hidden are what is shown: home and the confirmed flags with the
-- open operations on top.
CREATE TABLE message (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  account        INTEGER NOT NULL REFERENCES account (id),
  home           INTEGER NOT NULL REFERENCES folder (id),
  folder         INTEGER NOT NULL REFERENCES folder (id),
  flags          INTEGER NOT NULL DEFAULT 0,
  local_flags    INTEGER NOT NULL DEFAULT 0, -- confirmed flags of a message that has no remote row or whose server has no flags
  hidden         INTEGER NOT NULL DEFAULT 0,
  vanished       INTEGER NOT NULL DEFAULT 0, -- clock.seq when the server no longer had it; 0: it has, or it is local
  received       INTEGER NOT NULL,
  sent           INTEGER NOT NULL DEFAULT 0,
  sent_zone      INTEGER NOT NULL DEFAULT 0, -- seconds east of UTC
  size           INTEGER NOT NULL DEFAULT 0,
  header_hash    BLOB NOT NULL,
  thread         INTEGER NOT NULL REFERENCES thread (id),
  subject        TEXT NOT NULL DEFAULT '',
  sender         TEXT NOT NULL DEFAULT '',   -- JSON list of [name, addr]
  recipient      TEXT NOT NULL DEFAULT '',   -- the same, of To
  snippet        TEXT NOT NULL DEFAULT '',
  has_attachment INTEGER NOT NULL DEFAULT 0,
  structured     INTEGER NOT NULL DEFAULT 0, -- its parts are known
  readable       INTEGER NOT NULL DEFAULT 0  -- 1: what a reader shows is here; 2: the whole message is
) STRICT;
CREATE INDEX message_list ON message (folder, received DESC, id DESC) WHERE hidden = 0 AND vanished = 0;
CREATE INDEX message_thread ON message (thread, folder, received);
CREATE INDEX message_home ON message (home);
CREATE INDEX message_vanished ON message (account, vanished) WHERE vanished > 0;
CREATE INDEX message_partial ON message (account, received DESC, id DESC) WHERE readable < 2 AND vanished = 0;

-- The header as it was read first: the fields that header_hash covers (IMAP) or
-- the whole block (POP3).
CREATE TABLE header (
  message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  data    BLOB NOT NULL
) STRICT;

-- What the server has, where; apart from where a message is shown. A row
-- outlives its message.
CREATE TABLE remote (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  account     INTEGER NOT NULL REFERENCES account (id),
  folder      INTEGER NOT NULL REFERENCES folder (id), -- the box
  remote_id   TEXT,                          -- mail.RemoteID; NULL: none now (unbound, or no id to trust)
  message     INTEGER REFERENCES message (id) ON DELETE SET NULL,
  flags       INTEGER NOT NULL DEFAULT 0,    -- confirmed
  size        INTEGER NOT NULL DEFAULT 0,    -- as the server said
  header_hash BLOB NOT NULL,
  core_hash   BLOB NOT NULL DEFAULT x'',     -- POP3: the header without the fields servers add
  tail_hash   BLOB NOT NULL DEFAULT x'',     -- POP3: the bytes after the header
  body_hash   BLOB NOT NULL DEFAULT x'',     -- the whole message, once read
  first_seen  INTEGER NOT NULL,              -- clock.seq
  state       INTEGER NOT NULL DEFAULT 0,
  changed     INTEGER NOT NULL DEFAULT 0,    -- clock.seq of the last change of state
  stored_at   INTEGER NOT NULL DEFAULT 0,    -- wall clock, for "keep N days" and the daily second look at a doubtful one
  reason      TEXT NOT NULL DEFAULT ''       -- JSON of mail.Problem: why doubtful
) STRICT;
CREATE UNIQUE INDEX remote_id ON remote (folder, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX remote_message ON remote (message) WHERE message IS NOT NULL;
CREATE INDEX remote_hash ON remote (account, substr(header_hash, 1, 8)); -- short: it is read and written at random
CREATE INDEX remote_core ON remote (folder, core_hash) WHERE core_hash <> x'';
CREATE INDEX remote_state ON remote (folder, state, remote_id);

-- Message-IDs that a message has or refers to, as the first 8 bytes of their
-- SHA-256: messages of an account that share one are one conversation.
CREATE TABLE ref (
  account INTEGER NOT NULL REFERENCES account (id),
  msgid   INTEGER NOT NULL,
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  PRIMARY KEY (account, msgid, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX ref_message ON ref (message);

CREATE TABLE folder_thread (
  folder INTEGER NOT NULL REFERENCES folder (id),
  thread INTEGER NOT NULL REFERENCES thread (id),
  last   INTEGER NOT NULL,                   -- received of its newest shown message in the folder
  n      INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  PRIMARY KEY (folder, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX folder_thread_list ON folder_thread (folder, last DESC, thread DESC);
CREATE INDEX folder_thread_thread ON folder_thread (thread);

-- Bodies: raw bytes, compressed by chunk, one blob for equal bytes. A blob
-- without a hash is being spooled, or was when the process ended.
CREATE TABLE blob (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  hash BLOB UNIQUE,
  size INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE chunk (
  blob INTEGER NOT NULL REFERENCES blob (id) ON DELETE CASCADE,
  n    INTEGER NOT NULL,
  data BLOB NOT NULL,                        -- zstd of at most 256 KiB
  PRIMARY KEY (blob, n)
) STRICT, WITHOUT ROWID;

-- The sections of a message that are here. Section '' is the whole message.
CREATE TABLE body (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  section TEXT NOT NULL,
  blob    INTEGER NOT NULL REFERENCES blob (id),
  PRIMARY KEY (message, section)
) STRICT, WITHOUT ROWID;
CREATE INDEX body_blob ON body (blob);

CREATE TABLE part (
  message     INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  n           INTEGER NOT NULL,              -- order in the structure
  number      TEXT NOT NULL,
  type        TEXT NOT NULL,
  charset     TEXT NOT NULL DEFAULT '',
  encoding    TEXT NOT NULL DEFAULT '',
  disposition TEXT NOT NULL DEFAULT '',
  file_name   TEXT NOT NULL DEFAULT '',
  content_id  TEXT NOT NULL DEFAULT '',
  size        INTEGER NOT NULL DEFAULT 0,
  flowed      INTEGER NOT NULL DEFAULT 0,
  delsp       INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (message, n)
) STRICT, WITHOUT ROWID;

-- What the user did and the server has not confirmed yet.
CREATE TABLE op (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  account    INTEGER NOT NULL REFERENCES account (id),
  message    INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  kind       INTEGER NOT NULL,
  add_flags  INTEGER NOT NULL DEFAULT 0,
  del_flags  INTEGER NOT NULL DEFAULT 0,
  state      INTEGER NOT NULL DEFAULT 0,
  executor   INTEGER NOT NULL DEFAULT 0,     -- who set it running: another one resumes it
  action     INTEGER NOT NULL DEFAULT 0,     -- one thing the user did
  refusals   INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  reason     TEXT NOT NULL DEFAULT ''        -- JSON of mail.Problem
) STRICT;
CREATE INDEX op_open ON op (account, id) WHERE state IN (0, 1, 4, 5);
CREATE INDEX op_message ON op (message);

-- Bodies that somebody waits for. Rows of any process; the engine serves them.
CREATE TABLE want (
  message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  seq     INTEGER NOT NULL,                  -- newest first
  problem TEXT NOT NULL DEFAULT '',          -- JSON: why it could not be had; '': still waiting
  again   INTEGER NOT NULL DEFAULT 0         -- wall clock from which on reading ahead tries it again
) STRICT;

CREATE TABLE question (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  account  INTEGER NOT NULL REFERENCES account (id),
  folder   INTEGER NOT NULL DEFAULT 0,
  kind     INTEGER NOT NULL,
  count    INTEGER NOT NULL DEFAULT 0,
  problem  TEXT NOT NULL DEFAULT '',
  asked    INTEGER NOT NULL,
  answer   TEXT NOT NULL DEFAULT '',         -- mail.Choice; '': open
  UNIQUE (account, folder, kind)
) STRICT;
