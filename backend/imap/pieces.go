package imap

import (
	"errors"
	"io"
	"time"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/imap/wire"
	"github.com/mailtui/mailtui/mail"
)

// pieceTime is how long a piece should take: a cancel waits as long for the
// command under way, and so costs no connection.
const pieceTime = time.Second

// pieces are how many bytes of a large section one FETCH asks for. Tests make
// them small.
type pieces struct{ first, least, most int64 }

func defaultPieces() pieces { return pieces{first: 1 << 20, least: 256 << 10, most: 8 << 20} }

// next is the size of the next piece after n bytes that took some time.
func (p pieces) next(n int64, took time.Duration) int64 {
	return max(p.least, min(p.most, n*int64(pieceTime)/max(int64(took), 1)))
}

// stream gives one section to sink while it comes, in pieces when it is large.
func (f *fetching) stream(w backend.Want, item *goimap.FetchItemBodySection) error {
	_, uid, _ := parseID(w.ID)
	s := &section{f: f, uid: uid, item: *item, size: w.Size}
	if w.Size > f.b.pieces.first {
		s.step = f.b.pieces.first
	}
	name := sectionName(item)
	if s.err = s.next(); s.err == nil {
		f.give(backend.Item{ID: w.ID, Section: name, Body: s})
		s.end()
	}
	var problem *backend.Error
	switch {
	case !errors.As(s.err, &problem): // it was read to its end, or sink left the rest
		return f.failure
	case problem.Scope == mail.ScopeMessage:
		f.failure = nil // of sink, which met it
		f.give(backend.Item{ID: w.ID, Section: name, Err: problem})
		return f.failure
	case f.failure != nil:
		return f.failure
	default:
		return s.err
	}
}

// section reads one section of one message. A large one it reads in pieces (RFC
// 9051 §6.4.5): between them the server tells what is new, and the command ends
// when nobody waits any more.
type section struct {
	f    *fetching
	uid  uint32
	item goimap.FetchItemBodySection
	size int64 // as told; may lie
	at   int64 // bytes that were read
	step int64 // bytes that the next piece has; 0: all is asked for at once
	err  error // how it ended: io.EOF, or why it did not

	// Of the answer that is being read.
	cmd   *imapclient.FetchCommand
	noop  *imapclient.Command
	body  *literal
	from  int64 // where it began
	began time.Time
	whole bool // the section ends with it
}

// Read reads on, over the ends of the pieces.
func (s *section) Read(p []byte) (int, error) {
	for s.err == nil {
		if err := s.f.ctx.Err(); err != nil {
			s.err = s.f.cancelled(err)
			break
		}
		if s.body == nil {
			s.err = s.next()
			continue
		}
		n, err := s.body.Read(p)
		s.at += int64(n)
		switch {
		case errors.Is(err, io.EOF):
			s.err = s.settle()
		case err != nil:
			if _, s.err = s.close(); s.err == nil {
				s.err = s.f.b.fail(s.f.ctx, "fetch", s.f.box, err)
			}
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, s.err
}

// cancelled is the error of a call that ends early with its connection kept.
func (f *fetching) cancelled(err error) error {
	return &backend.Error{
		Problem: mail.Problem{Op: "fetch", Scope: mail.ScopeAccount, Kind: mail.Temporary, Host: f.b.opts.Dial.Addr()},
		Err:     err,
	}
}

// reply is what came when a piece was asked for.
type reply uint8

const (
	silence  reply = iota // the message is gone, or a change of flags stood in for it
	noText                // NIL: there is no such section
	refusal               // NO or BAD
	nonsense              // nobody knows where in the section it belongs
	content
)

// next asks for what follows. Where pieces are refused or come out wrong, all is
// asked for at once, and what was read already is passed over.
func (s *section) next() error {
	for asked := false; ; {
		r, err := s.ask()
		switch {
		case err != nil:
			return err
		case r == content:
			return nil
		case r == noText && s.at > 0:
			return io.EOF
		case (r == refusal || r == nonsense) && s.step > 0:
			s.step = 0
		case r == refusal || r == nonsense:
			return s.f.problem(mail.Rejected, mail.CauseNone)
		case r == silence && !asked:
			asked = true
		default:
			return s.f.problem(mail.Gone, mail.NotOnServer)
		}
	}
}

// ask sends a FETCH and reads its answer up to the content. Servers need not
// speak up by themselves (RFC 9051 §5.2): a NOOP in the same turn makes them.
func (s *section) ask() (reply, error) {
	item := s.item
	if s.step > 0 {
		item.Partial = &goimap.SectionPartial{Offset: s.at, Size: s.step}
	}
	b := s.f.b
	b.conn.Cork()
	var noop *imapclient.Command
	if s.at > 0 {
		noop = b.client.Noop()
	}
	cmd := b.client.Fetch(spans{{s.uid, s.uid}}.uidSet(), &goimap.FetchOptions{
		UID: true, BodySection: []*goimap.FetchItemBodySection{&item},
	})
	if err := b.conn.Uncork(); err != nil {
		return 0, b.fail(s.f.ctx, "fetch", s.f.box, err)
	}
	s.cmd, s.noop = cmd, noop
	r := silence
	for msg := cmd.Next(); msg != nil && r == silence; msg = cmd.Next() {
		for item := msg.Next(); item != nil && r == silence; item = msg.Next() {
			body, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || sectionName(body.Section) != sectionName(&s.item) {
				continue
			}
			if r = s.take(body); r == content {
				return r, nil
			}
		}
	}
	refused, err := s.close()
	if refused && r == silence {
		r = refusal
	}
	return r, err
}

// take finds out which part of the section an answer has, and passes over what
// was read before.
func (s *section) take(answer imapclient.FetchItemDataBodySection) reply {
	if answer.Literal == nil {
		return noText
	}
	var origin int64
	size := answer.Literal.Size()
	s.whole = s.step == 0
	switch partial := answer.Section.Partial; {
	case partial != nil:
		origin = partial.Offset
		s.whole = s.whole || size > s.step && origin+size >= s.size
	case s.whole, size > s.step:
		s.whole = true // or the server knows no pieces
	default:
		return nonsense // a piece without its origin, or the whole of a small one
	}
	before := s.at - origin
	if before < 0 || before > 0 && before >= size && !s.whole {
		return nonsense
	}
	s.body = s.f.b.literal(answer.Literal)
	_, _ = io.CopyN(io.Discard, s.body, before) // what went wrong, Read meets again
	s.from, s.began = s.at, time.Now()
	return content
}

// settle ends an answer that was read to its end. It returns io.EOF when the
// section ends there: where its size says so, else with an empty piece.
func (s *section) settle() error {
	n, short := s.at-s.from, s.at-s.from < s.step
	took := time.Since(s.began)
	_, err := s.close()
	switch {
	case err != nil:
		return err
	case s.f.b.conn.UIDValidity() != s.f.validity: // no more the mailbox that it was
		s.f.b.selected = nil
		return s.f.problem(mail.Gone, mail.NotOnServer)
	case s.whole, n == 0, short && s.at == s.size:
		return io.EOF
	case s.at > wire.MaxLiteral:
		return s.f.problem(mail.Rejected, mail.TooLarge)
	default:
		s.step = s.f.b.pieces.next(n, took)
		return nil
	}
}

// end closes an answer that sink left. After an error of sink that takes no
// longer than any command that is cancelled.
func (s *section) end() {
	if s.cmd == nil {
		return
	}
	if s.f.failure != nil {
		s.f.stop()
	}
	if _, err := s.close(); err != nil && s.err == nil {
		s.err = err
	}
}

// close reads to the end of the answer.
func (s *section) close() (refused bool, err error) {
	err = s.cmd.Close()
	if s.noop != nil {
		if told := s.noop.Wait(); err == nil && !isRefusal(told) {
			err = told
		}
	}
	s.cmd, s.noop, s.body = nil, nil, nil
	switch {
	case err == nil, vanished(err):
		return false, nil
	case isRefusal(err):
		return true, nil
	default:
		return false, s.f.b.fail(s.f.ctx, "fetch", s.f.box, err)
	}
}
