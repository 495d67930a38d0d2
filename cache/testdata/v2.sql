-- Rows of a store of version 2: an account, a folder, a message that somebody waits for,
-- a question.
UPDATE clock SET seq = 10;
INSERT INTO account (id, name, protocol) VALUES (1, 'home', 'imap');
INSERT INTO folder (id, account, box, path, role, total, unread) VALUES (1, 1, 'INBOX', '["INBOX"]', 1, 1, 1);
INSERT INTO thread (id, account) VALUES (1, 1);
INSERT INTO message (id, account, home, folder, received, header_hash, thread, subject)
VALUES (1, 1, 1, 1, 1763000000, x'00', 1, 'Hello');
INSERT INTO header (message, data) VALUES (1, x'');
INSERT INTO remote (account, folder, remote_id, message, header_hash, first_seen) VALUES (1, 1, '0000000100000001', 1, x'00', 1);
INSERT INTO folder_thread (folder, thread, last, n, unread) VALUES (1, 1, 1763000000, 1, 1);
INSERT INTO question (account, folder, kind, count, asked) VALUES (1, 1, 2, 30, 1763000000);
INSERT INTO want (message, section, seq) VALUES (1, 'readable', 1);
INSERT INTO op (account, message, kind, state, executor) VALUES (1, 1, 3, 1, 5);
