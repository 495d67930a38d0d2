package cache

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/mailtui/mailtui/mail"
)

// Blob is a body that [Store.Spool] has taken and that no message has yet.
type Blob struct {
	Handle int64
	Size   int64 // bytes
	Hash   [32]byte
}

// Prepared is a body ready to be stored.
type Prepared struct {
	Size int64 // bytes
	Hash [32]byte

	chunks [][]byte // compressed
}

// Compress hashes and compresses a body. It is done before a transaction
// begins, so that nobody waits for it.
func Compress(raw []byte) Prepared {
	p := Prepared{Size: int64(len(raw)), Hash: sha256.Sum256(raw)}
	for len(raw) > 0 {
		n := min(len(raw), chunkSize)
		p.chunks = append(p.chunks, encoder().EncodeAll(raw[:n], nil))
		raw = raw[n:]
	}
	return p
}

// PutBody stores a section of a message; "" is the whole. Equal bytes are
// stored once. A message that is no more is [ErrNotFound].
func (tx *Tx) PutBody(id mail.LocalID, section string, p Prepared) error {
	err := tx.putBody(id, section, p)
	if err != nil {
		return fmt.Errorf("store section %q of message %s: %w", section, id, err)
	}
	return nil
}

func (tx *Tx) putBody(id mail.LocalID, section string, p Prepared) error {
	if err := tx.has(id); err != nil {
		return err
	}
	blob, err := tx.blobByHash(p.Hash)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if err != nil {
		if blob, err = tx.insert(`INSERT INTO blob (hash, size) VALUES (?, ?)`, p.Hash[:], p.Size); err != nil {
			return err
		}
	}
	empty, err := tx.isEmpty(blob)
	if err != nil {
		return err
	}
	for n, chunk := range p.chunks {
		if !empty {
			break
		}
		if err := tx.addChunk(blob, n, chunk); err != nil {
			return err
		}
	}
	return tx.setBody(id, section, blob)
}

// BindBody makes a spooled body a section of a message. When the same bytes are
// here already the spooled ones are dropped. A message that is no more is
// [ErrNotFound].
func (tx *Tx) BindBody(id mail.LocalID, section string, b Blob) error {
	if err := tx.bindBody(id, section, b); err != nil {
		return fmt.Errorf("bind section %q of message %s: %w", section, id, err)
	}
	return nil
}

func (tx *Tx) bindBody(id mail.LocalID, section string, b Blob) error {
	if err := tx.has(id); err != nil {
		return err
	}
	blob, err := tx.blobByHash(b.Hash)
	switch {
	case errors.Is(err, ErrNotFound):
		blob, err = b.Handle, tx.finishBlob(b)
	case err == nil && blob != b.Handle:
		err = tx.dropSpooled(b.Handle, blob)
	}
	if err != nil {
		return err
	}
	return tx.setBody(id, section, blob)
}

// dropSpooled drops a spooled body whose bytes another blob has, or gives it
// its bytes when these were forgotten.
func (tx *Tx) dropSpooled(spooled, blob int64) error {
	empty, err := tx.isEmpty(blob)
	if err != nil {
		return err
	}
	if empty {
		if _, err := tx.exec(`UPDATE chunk SET blob = ? WHERE blob = ?`, blob, spooled); err != nil {
			return err
		}
	}
	_, err = tx.exec(`DELETE FROM blob WHERE id = ? AND hash IS NULL`, spooled)
	return err
}

// ForgetBytes removes what is stored under a hash, because it was read back and
// is not that. The next body of this hash, in the same transaction, brings it
// back for every message that has it.
func (tx *Tx) ForgetBytes(hash [32]byte) error {
	_, err := tx.exec(`DELETE FROM chunk WHERE blob = (SELECT id FROM blob WHERE hash = ?)`, hash[:])
	if err != nil {
		return fmt.Errorf("forget damaged bytes: %w", err)
	}
	return nil
}

func (tx *ReadTx) isEmpty(blob int64) (empty bool, err error) {
	err = tx.row(`SELECT NOT EXISTS (SELECT 1 FROM chunk WHERE blob = ?)`, blob).Scan(&empty)
	return empty, err
}

// has fails with [ErrNotFound] when a message is no more.
func (tx *ReadTx) has(id mail.LocalID) error {
	return tx.row(`SELECT 1 FROM message WHERE id = ?`, id).Scan(new(int))
}

// finishBlob names a spooled body by its hash: it is no orphan any more.
func (tx *Tx) finishBlob(b Blob) error {
	n, err := tx.exec(`UPDATE blob SET hash = ?, size = ? WHERE id = ? AND hash IS NULL`, b.Hash[:], b.Size, b.Handle)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

func (tx *ReadTx) blobByHash(hash [32]byte) (int64, error) {
	var blob int64
	err := tx.row(`SELECT id FROM blob WHERE hash = ?`, hash[:]).Scan(&blob)
	return blob, err
}

func (tx *Tx) addChunk(blob int64, n int, data []byte) error {
	_, err := tx.exec(`INSERT INTO chunk (blob, n, data) VALUES (?, ?, ?)`, blob, n, data)
	return err
}

// setBody makes a blob a section of a message; the one it was goes when nobody
// else has it.
func (tx *Tx) setBody(id mail.LocalID, section string, blob int64) error {
	var before int64
	err := tx.row(`SELECT blob FROM body WHERE message = ? AND section = ?`, id, section).Scan(&before)
	if err != nil && !errors.Is(err, ErrNotFound) || before == blob {
		return err
	}
	_, err = tx.exec(`INSERT INTO body (message, section, blob) VALUES (?1, ?2, ?3)
		ON CONFLICT (message, section) DO UPDATE SET blob = ?3`, id, section, blob)
	if err != nil || before == 0 {
		return err
	}
	return tx.dropUnusedBlob(before)
}

// dropUnusedBlob removes a blob that is no section of any message.
func (tx *Tx) dropUnusedBlob(blob int64) error {
	_, err := tx.exec(`DELETE FROM blob WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM body WHERE blob = ?1)`, blob)
	return err
}
