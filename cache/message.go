package cache

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/mailtui/mailtui/mail"
)

// NewMessage is a message to be added. Of long texts and long lists of
// addresses the beginning is kept: they are for lists, readers have the header.
type NewMessage struct {
	Folder        mail.FolderID // its home
	Flags         mail.Flags    // confirmed by the server, or local where it has none
	Received      time.Time
	Place         string    // its remote id where those sort as the server does, else empty
	Sent          time.Time // with its own offset; zero: unknown
	Size          int64     // bytes, as the server said
	HeaderHash    [32]byte
	Header        []byte // as it was read first
	Subject       mail.Text
	From          []mail.Address
	To            []mail.Address
	Snippet       mail.Text // empty until the body was read
	HasAttachment bool      // a guess
	// Refs are the ids of its Message-ID, In-Reply-To and References fields, in
	// this order, as they stand there.
	Refs []string
}

// Limits of what a row of a list holds.
const (
	maxRowText      = 1000 // bytes
	maxRowAddresses = 20
)

// Add stores a new message, puts it into its conversation, and counts it.
func (tx *Tx) Add(m NewMessage) (mail.LocalID, error) {
	id, err := tx.add(m)
	if err != nil {
		return 0, fmt.Errorf("add a message to folder %d: %w", m.Folder, err)
	}
	return id, nil
}

func (tx *Tx) add(m NewMessage) (mail.LocalID, error) {
	account, err := tx.accountOf(m.Folder)
	if err != nil {
		return 0, err
	}
	refs := hashRefs(m.Refs)
	thread, err := tx.threadFor(account, refs)
	if err != nil {
		return 0, err
	}
	from, err := encodeAddresses(m.From)
	if err != nil {
		return 0, err
	}
	to, err := encodeAddresses(m.To)
	if err != nil {
		return 0, err
	}
	_, zone := m.Sent.Zone()
	row, err := tx.insert(`INSERT INTO message (account, home, folder, flags, local_flags, received, sent, sent_zone,
		size, header_hash, thread, subject, sender, recipient, snippet, has_attachment, place)
		VALUES (?1, ?2, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)`,
		account, m.Folder, m.Flags, unix(m.Received), unix(m.Sent), zone, m.Size, m.HeaderHash[:], thread,
		cut(m.Subject.String()), from, to, cut(m.Snippet.String()), m.HasAttachment, m.Place)
	if err != nil {
		return 0, err
	}
	id := mail.LocalID(row)
	header := append([]byte{}, m.Header...) // an empty header is no NULL
	if _, err := tx.exec(`INSERT INTO header (message, data) VALUES (?, ?)`, id, header); err != nil {
		return 0, err
	}
	if err := tx.addRefs(account, id, refs); err != nil {
		return 0, err
	}
	return id, tx.recount(shown{}, shown{
		folder: m.Folder, thread: thread, flags: m.Flags, received: unix(m.Received), listed: true,
	})
}

// accountOf returns the row of the account that a folder belongs to.
func (tx *Tx) accountOf(folder mail.FolderID) (int64, error) {
	if account, ok := tx.accounts[folder]; ok {
		return account, nil
	}
	var account int64
	if err := tx.row(`SELECT account FROM folder WHERE id = ?`, folder).Scan(&account); err != nil {
		return 0, err
	}
	if tx.accounts == nil {
		tx.accounts = map[mail.FolderID]int64{}
	}
	tx.accounts[folder] = account
	return account, nil
}

// cut shortens a text to what a row of a list holds.
func cut(s string) string {
	if len(s) <= maxRowText {
		return s
	}
	end := maxRowText
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// encodeAddresses makes the JSON of a row: a list of pairs of name and address.
func encodeAddresses(list []mail.Address) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	pairs := make([][2]string, 0, min(len(list), maxRowAddresses))
	for _, a := range list[:cap(pairs)] {
		pairs = append(pairs, [2]string{cut(a.Name.String()), cut(a.Addr.String())})
	}
	b, err := json.Marshal(pairs)
	return string(b), err
}

func decodeAddresses(s string) ([]mail.Address, error) {
	if s == "" {
		return nil, nil
	}
	var pairs [][2]string
	if err := json.Unmarshal([]byte(s), &pairs); err != nil {
		return nil, fmt.Errorf("read stored addresses: %w", err)
	}
	list := make([]mail.Address, len(pairs))
	for i, p := range pairs {
		list[i] = mail.Address{Name: mail.Identity(p[0]), Addr: mail.Identity(p[1])}
	}
	return list, nil
}

// Remove removes a message and everything that is kept of it. What its server
// has stays known, without a message.
func (tx *Tx) Remove(id mail.LocalID) error {
	if err := tx.remove(id); err != nil {
		return fmt.Errorf("remove message %s: %w", id, err)
	}
	return nil
}

func (tx *Tx) remove(id mail.LocalID) error {
	before, err := tx.shown(id)
	if err != nil {
		return err
	}
	blobs, err := collect(&tx.ReadTx, scanOne[int64], `SELECT DISTINCT blob FROM body WHERE message = ?`, id)
	if err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM message WHERE id = ?`, id); err != nil { // the rest goes with it
		return err
	}
	for _, blob := range blobs {
		if err := tx.dropUnusedBlob(blob); err != nil {
			return err
		}
	}
	if err := tx.recount(before, shown{}); err != nil {
		return err
	}
	_, err = tx.exec(`DELETE FROM thread WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM message WHERE thread = ?1)`,
		before.thread)
	if err != nil {
		return err
	}
	tx.Emit(mail.MessageChanged{Message: id})
	return nil
}

// Header returns the header of a message as it was read first.
func (tx *ReadTx) Header(id mail.LocalID) ([]byte, error) {
	var header []byte
	if err := tx.row(`SELECT data FROM header WHERE message = ?`, id).Scan(&header); err != nil {
		return nil, fmt.Errorf("read the header of message %s: %w", id, err)
	}
	return header, nil
}

// HeaderHash returns the hash that identifies a message.
func (tx *ReadTx) HeaderHash(id mail.LocalID) (hash [32]byte, err error) {
	var stored []byte
	if err := tx.row(`SELECT header_hash FROM message WHERE id = ?`, id).Scan(&stored); err != nil {
		return hash, fmt.Errorf("read the header hash of message %s: %w", id, err)
	}
	copy(hash[:], stored)
	return hash, nil
}

const selectVanished = `SELECT id FROM message WHERE account = ? AND vanished > 0 AND vanished < ?
	ORDER BY vanished, id LIMIT ?`

// Vanished returns messages of an account that were marked as vanished earlier
// than the sequence number before, the earliest mark first, at most limit.
func (tx *ReadTx) Vanished(account mail.AccountID, before int64, limit int) ([]mail.LocalID, error) {
	key, err := tx.accountKey(account)
	if err != nil {
		return nil, err
	}
	list, err := collect(tx, scanOne[mail.LocalID], selectVanished, key, before, limit)
	if err != nil {
		return nil, fmt.Errorf("list the vanished messages of %q: %w", account, err)
	}
	return list, nil
}
