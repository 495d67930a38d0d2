package cache

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// maxRefs is how many ids of a message count for its conversation: its own and
// the nearest and the farthest ancestors. A References field can hold thousands.
const maxRefs = 100

// hashRefs makes the stored form of message ids, each once. Angle brackets and
// white space do not count: clients add and lose them.
func hashRefs(ids []string) []int64 {
	if len(ids) > maxRefs {
		ids = slices.Concat(ids[:maxRefs/2], ids[len(ids)-maxRefs/2:])
	}
	var refs []int64
	for _, id := range ids {
		id = strings.Trim(id, "<> \t\r\n")
		if id == "" {
			continue
		}
		sum := sha256.Sum256([]byte(id))
		ref := int64(binary.BigEndian.Uint64(sum[:8])) //nolint:gosec // any 64 bits will do
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}

// encodeRefs makes a list for json_each.
func encodeRefs(refs []int64) (string, error) {
	b, err := json.Marshal(refs)
	return string(b), err
}

func (tx *Tx) addRefs(account int64, message mail.LocalID, refs []int64) error {
	if len(refs) == 0 {
		return nil
	}
	list, err := encodeRefs(refs)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO ref (account, msgid, message) SELECT ?, value, ? FROM json_each(?)`,
		account, message, list)
	return err
}

// threadFor returns the conversation of a message with these refs. It is made
// when none shares one; those that do are merged, because this message links
// them: parents arrive after their children.
func (tx *Tx) threadFor(account int64, refs []int64) (mail.ThreadID, error) {
	found, err := tx.threadsOf(account, refs)
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		id, err := tx.insert(`INSERT INTO thread (account) VALUES (?)`, account)
		return mail.ThreadID(id), err
	}
	thread := found[0]
	for _, other := range found[1:] {
		if thread, err = tx.mergeThreads(thread, other); err != nil {
			return 0, err
		}
	}
	return thread, nil
}

// threadsOf returns the conversations that share one of refs. One message for
// each ref tells: all messages that share one are in the same conversation.
func (tx *Tx) threadsOf(account int64, refs []int64) ([]mail.ThreadID, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	list, err := encodeRefs(refs)
	if err != nil {
		return nil, err
	}
	found, err := collect(&tx.ReadTx, scanOne[sql.Null[mail.ThreadID]], `SELECT (
			SELECT thread FROM message WHERE id = (SELECT message FROM ref WHERE account = ? AND msgid = value LIMIT 1)
		) FROM json_each(?)`, account, list)
	if err != nil {
		return nil, err
	}
	var threads []mail.ThreadID
	for _, t := range found {
		if t.Valid && !slices.Contains(threads, t.V) {
			threads = append(threads, t.V)
		}
	}
	return threads, nil
}

// mergeThreads moves the messages of the smaller conversation into the larger
// one and returns that.
func (tx *Tx) mergeThreads(a, b mail.ThreadID) (mail.ThreadID, error) {
	smaller, err := tx.smallerThread(a, b)
	if err != nil {
		return 0, err
	}
	larger := a
	if smaller == a {
		larger = b
	}
	folders, err := collect(&tx.ReadTx, scanOne[mail.FolderID],
		`SELECT folder FROM folder_thread WHERE thread = ?`, smaller)
	if err != nil {
		return 0, err
	}
	for _, f := range folders {
		tx.Emit(mail.FolderChanged{Folder: f})
	}
	for _, query := range []string{
		`UPDATE message SET thread = ?1 WHERE thread = ?2`,
		`INSERT INTO folder_thread (folder, thread, last, n, unread)
			SELECT folder, ?1, last, n, unread FROM folder_thread WHERE thread = ?2
			ON CONFLICT (folder, thread) DO UPDATE SET last = max(last, excluded.last), n = n + excluded.n,
			unread = unread + excluded.unread`,
		`DELETE FROM folder_thread WHERE thread = ?2`,
		`DELETE FROM thread WHERE id = ?2`,
	} {
		if _, err := tx.exec(query, larger, smaller); err != nil {
			return 0, err
		}
	}
	return larger, nil
}

// smallerThread returns which of two conversations has fewer messages. It reads
// about as many rows as that one has: a long conversation that takes in
// one message after the other is not counted each time.
func (tx *Tx) smallerThread(a, b mail.ThreadID) (mail.ThreadID, error) {
	for limit := 8; ; limit *= 8 {
		var inA, inB int
		err := tx.row(`SELECT (SELECT count(*) FROM (SELECT 1 FROM message WHERE thread = ?1 LIMIT ?3)),
			(SELECT count(*) FROM (SELECT 1 FROM message WHERE thread = ?2 LIMIT ?3))`, a, b, limit).Scan(&inA, &inB)
		if err != nil {
			return 0, err
		}
		if inA < limit && inA <= inB {
			return a, nil
		}
		if inB < limit {
			return b, nil
		}
	}
}
