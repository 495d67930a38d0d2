package engine

import (
	"bytes"
	"errors"
	"strings"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// session is what was learned on one POP3 connection. It ends with it: an id of
// an earlier session proves nothing by itself.
type session struct {
	taken  map[int64]bool          // rows that a copy of this session was found to be of
	proved map[mail.RemoteID]int64 // what may be deleted, and its row
	ids    map[int64]mail.RemoteID // the same by row
	heard  bool                    // the listings were told about
	noIDs  bool                    // the server has no UIDL
	told   int                     // messages handed on or proved by the Sync under way
	done   bool                    // the Sync under way has told the whole maildrop
}

func newSession() *session {
	return &session{taken: map[int64]bool{}, proved: map[mail.RemoteID]int64{}, ids: map[int64]mail.RemoteID{}}
}

// prove notes that this session may delete the mail of a row under an id.
func (s *session) prove(id mail.RemoteID, row int64) {
	s.taken[row] = true
	s.proved[id], s.ids[row] = row, id
}

// sessionOnly reports whether an id is none that can be trusted beyond its
// session.
func sessionOnly(id mail.RemoteID) bool { return strings.HasPrefix(string(id), "\x00") }

// addToLedger takes a message that a POP3 server has told, new or read again.
func (p *pass) addToLedger(tx *cache.Tx, m *prepared) error {
	p.session.told++
	r, found, err := p.ledgerRow(tx, m)
	if err != nil {
		return err
	}
	var row int64
	if found {
		row, err = r.Row, p.readAgain(tx, r, m)
	} else {
		row, err = p.enter(tx, m)
	}
	if err != nil {
		return err
	}
	p.session.taken[row] = true
	if m.whole != nil && m.Doubt == nil {
		p.session.prove(m.ID, row)
	}
	return nil
}

// ledgerRow finds the row of a message: by its id, when its content is that of
// the row, else among the rows that have no id. An id that comes with another
// content was given to new mail; then this server's ids are not trusted again.
func (p *pass) ledgerRow(tx *cache.Tx, m *prepared) (cache.Remote, bool, error) {
	if m.SessionOnly {
		if err := tx.SetDistrust(p.account); err != nil {
			return cache.Remote{}, false, err
		}
		return p.untaken(tx, m)
	}
	r, err := tx.Remote(p.folder, m.ID)
	if errors.Is(err, cache.ErrNotFound) {
		return p.untaken(tx, m)
	}
	if err != nil {
		return r, false, err
	}
	if r.Message == 0 && r.Core == ([32]byte{}) { // it could not be had before
		if err := tx.RemoveRemote(r); err != nil {
			return r, false, err
		}
		return p.untaken(tx, m)
	}
	same, err := sameMail(tx, r, m)
	if err != nil || same {
		return r, same, err
	}
	r.ID, r.State, r.Reason = "", cache.RemoteGone, nil
	if err := tx.PutRemote(r); err != nil {
		return r, false, err
	}
	if err := tx.SetDistrust(p.account); err != nil {
		return r, false, err
	}
	return p.untaken(tx, m)
}

// sameMail reports whether a row and a message that share an id are the same
// mail, although the server may have added fields: the rest of both is equal, or
// both have the same Message-ID and the same bytes after the header.
func sameMail(tx *cache.Tx, r cache.Remote, m *prepared) (bool, error) {
	if equalContent(r, m) {
		return true, nil
	}
	if m.fields.MessageID == "" || r.Tail != m.tail || r.Tail == ([32]byte{}) || r.Message == 0 {
		return false, nil
	}
	header, err := tx.Header(r.Message)
	if err != nil {
		return false, err
	}
	return message.ParseHeader(header).MessageID == m.fields.MessageID, nil
}

// equalContent compares what was read of a row and of a message: both whole, or
// the headers when only these were read of one of them.
func equalContent(r cache.Remote, m *prepared) bool {
	switch {
	case r.Body == ([32]byte{}): // of the row only the header
		return r.Core == m.bare
	case m.whole == nil: // of the message only the header
		return r.Header == m.hash
	default:
		return r.Core == m.core
	}
}

// untaken returns a row of this maildrop with the content of a message that no
// other copy of this session was found to be of: those on the server first, and
// of these the ones without an id; then those that went in the last complete
// session or since, because a QUIT can be rolled back. A message that has an id
// is only looked for among rows that have none.
func (p *pass) untaken(tx *cache.Tx, m *prepared) (best cache.Remote, found bool, err error) {
	rows, err := tx.RemotesByCore(p.folder, m.core)
	if err != nil {
		return best, false, err
	}
	rank := 0
	for _, r := range rows {
		if p.session.taken[r.Row] || !equalContent(r, m) || !m.SessionOnly && r.ID != "" {
			continue
		}
		got := 0
		switch {
		case r.State != cache.RemoteGone && r.ID == "":
			got = 3
		case r.State != cache.RemoteGone:
			got = 2
		case r.Changed > p.before.PassDone:
			got = 1
		}
		if got > rank {
			best, rank = r, got
		}
	}
	return best, rank > 0, nil
}

// readAgain notes that the mail of a row was read in this session. A row that
// is doubtful for no reason of the server's could not be read back: then what
// was read now takes the place of what is stored.
func (p *pass) readAgain(tx *cache.Tx, r cache.Remote, m *prepared) error {
	r.ID, r.Size = m.ID, m.Size
	if m.SessionOnly {
		r.ID = ""
	}
	damaged := r.State == cache.RemoteDoubtful && r.Reason == nil
	if m.whole != nil && r.Message != 0 && (damaged || r.Body == ([32]byte{})) {
		if damaged {
			if err := tx.ForgetBytes(m.whole.hash); err != nil {
				return err
			}
		}
		if err := m.whole.put(tx, r.Message); err != nil {
			return err
		}
		r.Header, r.Core, r.Tail, r.Body = m.hash, m.core, m.tail, m.whole.hash
		r.State, r.StoredAt = cache.RemoteLive, p.now
	}
	switch {
	case m.Doubt != nil:
		r.State, r.StoredAt, r.Reason = cache.RemoteDoubtful, p.now, m.Doubt
	case r.Body == ([32]byte{}):
		r.State, r.Reason = cache.RemoteHeader, nil
	case r.State == cache.RemoteGone || r.State == cache.RemoteDoubtful || r.State == cache.RemoteHeader:
		r.State, r.Reason = cache.RemoteLive, nil
	}
	return tx.PutRemote(r)
}

// enter stores mail that is new and returns its row.
func (p *pass) enter(tx *cache.Tx, m *prepared) (int64, error) {
	r, err := p.store(tx, m)
	if err != nil {
		return 0, err
	}
	switch {
	case m.Doubt != nil:
		r.State, r.Reason = cache.RemoteDoubtful, m.Doubt
	case m.whole == nil:
		r.State = cache.RemoteHeader
	}
	row, err := tx.AddRemote(r)
	if err == nil && p.before.PassEnded > 0 {
		tx.Emit(mail.NewMail{Folder: p.folder, Since: p.before.Newest})
	}
	return row, err
}

// detach notes that an id is no longer on the server: the mail stays here.
func (p *pass) detach(tx *cache.Tx, id mail.RemoteID) error {
	if p.session != nil {
		p.session.told++
	}
	r, err := tx.Remote(p.folder, id)
	if err != nil {
		return ignoreNotFound(err)
	}
	if r.Message == 0 && r.Core == ([32]byte{}) { // it was never had
		return tx.RemoveRemote(r)
	}
	return tx.SetRemoteState(cache.RemoteGone, r.Row)
}

// prove notes that this session may delete ids.
func (p *pass) prove(tx *cache.Tx, ids []mail.RemoteID) error {
	for _, id := range ids {
		r, err := tx.Remote(p.folder, id)
		if err != nil {
			return err
		}
		p.session.told++
		p.session.prove(id, r.Row)
	}
	return nil
}

// dropUntaken notes that mail without an id that no copy of a complete session
// was found to be of is no longer on the server.
func (p *pass) dropUntaken(tx *cache.Tx) error {
	for after := int64(0); ; {
		rows, err := tx.RemotesWithoutID(p.folder, after, rowsATurn)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			after = r.Row
			if p.session.taken[r.Row] {
				continue
			}
			if err := tx.SetRemoteState(cache.RemoteGone, r.Row); err != nil {
				return err
			}
		}
	}
}

// hashHeader is the core hash of a header alone.
func hashHeader(header []byte) [32]byte {
	sum, _ := backend.CoreHash(bytes.NewReader(header)) // memory does not fail
	return sum
}
