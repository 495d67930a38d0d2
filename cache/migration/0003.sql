-- The order of messages that were received in the same second is the server's.
DROP INDEX message_list;
ALTER TABLE message DROP COLUMN hidden;
ALTER TABLE message ADD COLUMN place TEXT NOT NULL DEFAULT ''; -- latest remote_id where ids sort as the server has them (IMAP); '': by id
UPDATE message SET place = ifnull((SELECT remote_id FROM remote WHERE message = message.id), '')
  WHERE (SELECT protocol FROM account WHERE id = message.account) = 'imap';
CREATE INDEX message_list ON message (folder, received DESC, place DESC, id DESC) WHERE vanished = 0;

-- Not who sends it, but when: the clock.seq at which it was set running, 0 when it is not.
DROP INDEX op_open;
ALTER TABLE op RENAME COLUMN executor TO ran;
CREATE INDEX op_open ON op (account, id) WHERE state IN (0, 1, 5);
-- What is to be sent or filed is found among 100,000 flags that wait.
CREATE INDEX op_own ON op (account, kind, state) WHERE kind IN (2, 3);
