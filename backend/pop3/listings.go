package pop3

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/pop3/wire"
	"github.com/mailtui/mailtui/mail"
)

// maxUID is how long an id may be to be trusted. RFC 1939 §7 allows 70
// characters; servers have been seen to use more.
const maxUID = 512

// listings are STAT, LIST and UIDL of one session, checked against each other.
type listings struct {
	entries []entry // in the server's order
	// byID finds the entry of an id; ambiguous for one that is listed twice.
	byID       map[mail.RemoteID]int
	distrusted bool // an id is missing or listed twice
	noIDs      bool // the server has no UIDL
	cursor     backend.Cursor
}

// ambiguous stands in byID for an id that names several messages.
const ambiguous = -1

// entry is one message of the maildrop.
type entry struct {
	number  int
	size    int64 // as LIST says
	id      mail.RemoteID
	trusted bool // id is the server's and names this message alone
}

func (e entry) listed() listed { return listed{e.id, e.size} }

// list reads the listings unless this session has them. Any contradiction is an
// error, after which the connection must not be used.
func (s *session) list() error {
	if s.listings != nil {
		return nil
	}
	ask := []string{"STAT", "LIST", "UIDL"}
	if s.pipelining() {
		for _, line := range ask {
			if err := s.lib.Send(line); err != nil {
				return s.outcome(line, err)
			}
		}
	}
	answer := func(line string) error {
		if err := s.conn.AllowFirstByte(); err != nil {
			return err
		}
		if s.pipelining() {
			return s.status(line)
		}
		return s.command(line)
	}
	if err := answer(ask[0]); err != nil {
		return err
	}
	count, _, err := wire.ParseStat([]byte(s.conn.Last().Text))
	if err != nil {
		return err
	}
	sizes, err := s.readList(answer(ask[1]), count)
	if err != nil {
		return err
	}
	ids, err := s.readUIDL(answer(ask[2]), count)
	if err != nil {
		return err
	}
	if err := s.conn.Rest(); err != nil {
		return err
	}
	s.listings, err = combine(count, sizes, ids)
	s.told = make([]bool, count)
	return err
}

// readList reads the answer to LIST after its status line.
func (s *session) readList(status error, count int) ([]wire.ListItem, error) {
	var refused *wire.RefusedError
	if errors.As(status, &refused) && count == 0 {
		return nil, nil // "-ERR no messages"
	}
	if status != nil {
		return nil, status
	}
	answer := s.conn.Answer(wire.MaxListing)
	items, err := wire.ReadList(answer, count)
	if err != nil {
		return nil, fmt.Errorf("LIST: %w", err)
	}
	return items, answer.Drain()
}

// readUIDL reads the answer to UIDL after its status line. A server that has no
// UIDL gives no ids: nil.
func (s *session) readUIDL(status error, count int) ([]wire.UIDLItem, error) {
	var refused *wire.RefusedError
	if errors.As(status, &refused) && refusal("UIDL", refused.Status) == mail.Rejected {
		return nil, nil
	}
	if status != nil {
		return nil, status
	}
	answer := s.conn.Answer(wire.MaxListing)
	items, err := wire.ReadUIDL(answer, count)
	if err != nil {
		return nil, fmt.Errorf("UIDL: %w", err)
	}
	if items == nil {
		items = []wire.UIDLItem{}
	}
	return items, answer.Drain()
}

// combine checks that all three answers name the same messages and decides
// which ids can be trusted. ids is nil when the server has no UIDL.
func combine(count int, sizes []wire.ListItem, ids []wire.UIDLItem) (*listings, error) {
	if len(sizes) != count {
		return nil, errCounts
	}
	uid := make(map[int]string, len(ids))
	for _, u := range ids {
		uid[u.Number] = u.UID
	}
	l := &listings{entries: make([]entry, 0, count), byID: make(map[mail.RemoteID]int, count), noIDs: ids == nil}
	hash := sha256.New()
	for i, item := range sizes {
		id, named := uid[item.Number]
		if ids != nil && !named {
			return nil, errCounts
		}
		_, _ = fmt.Fprintf(hash, "%d %d %q\n", item.Number, item.Size, id) // a hash never fails
		e := entry{number: item.Number, size: item.Size, id: mail.RemoteID(id), trusted: trustworthy(id)}
		if _, twice := l.byID[e.id]; twice && e.trusted {
			l.byID[e.id] = ambiguous
		} else if e.trusted {
			l.byID[e.id] = i
		}
		l.entries = append(l.entries, e)
	}
	l.distrust()
	l.cursor = backend.Cursor(hex.EncodeToString(hash.Sum(nil)))
	return l, nil
}

// trustworthy reports whether an id may name a message: it is there, of a sane
// length, and not of the form that stands for having none.
func trustworthy(uid string) bool {
	return uid != "" && len(uid) <= maxUID && !strings.HasPrefix(uid, "\x00")
}

// distrust gives every entry without an id of its own the one that is good for
// this session only.
func (l *listings) distrust() {
	for i := range l.entries {
		e := &l.entries[i]
		if e.trusted && l.byID[e.id] != ambiguous {
			continue
		}
		l.distrusted = true
		e.trusted = false
		e.id = mail.RemoteID("\x00" + strconv.Itoa(e.number))
		l.byID[e.id] = i
	}
}

// sessionOnly reports whether id is good for one session only.
func sessionOnly(id mail.RemoteID) bool { return strings.HasPrefix(string(id), "\x00") }
