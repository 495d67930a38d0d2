package pop3

import (
	"context"
	"fmt"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// knownPage is how many known ids are looked at at once.
const knownPage = 1000

// task is what a job does.
type task uint8

const (
	readWhole  task = iota // RETR
	readHeader             // TOP: the message is larger than wanted
	prove                  // TOP: the header has to be the known one, else RETR
)

// job is one message to be read.
type job struct {
	task  task
	at    int // of the entry in the listings
	entry entry
	known [32]byte // prove: the hash of the known header
}

// plan is what a Sync has to do.
type plan struct {
	jobs     []job
	detached []mail.RemoteID
	failed   []int // places of entries that cannot be had
}

// planner makes a plan.
type planner struct {
	session *session
	req     backend.SyncRequest
	endless map[listed]bool
	plan    plan
	passed  map[int]bool // places of entries that are known
	proofs  []job
	waiting bool // something is to be deleted, once proved
}

// plan compares the listings with what the store knows. What this session has
// told already is left out.
func (b *Backend) plan(ctx context.Context, s *session, req backend.SyncRequest) (plan, error) {
	p := planner{session: s, req: req, endless: b.endless, passed: make(map[int]bool)}
	for after := mail.RemoteID(""); ; {
		page, err := req.Known.Range(ctx, after, "", knownPage)
		if err != nil {
			return plan{}, fmt.Errorf("known ids: %w", err)
		}
		for _, k := range page {
			p.look(k)
		}
		if len(page) < knownPage {
			break
		}
		after = page[len(page)-1].ID
	}
	p.readRest()
	p.plan.jobs = append(p.plan.jobs, p.proofs...)
	return p.plan, nil
}

// look decides about one known id.
func (p *planner) look(k backend.KnownID) {
	p.waiting = p.waiting || k.State == backend.Due || k.State == backend.Releasing
	if sessionOnly(k.ID) {
		return
	}
	at, isListed := p.session.listings.byID[k.ID]
	switch {
	case !isListed:
		p.plan.detached = append(p.plan.detached, k.ID)
	case at == ambiguous: // its copies are read, and matched by hash
	default:
		p.passed[at] = true
		e := p.session.listings.entries[at]
		if t, wanted := p.proof(e, k); wanted && p.canRead(at) {
			p.proofs = append(p.proofs, job{task: t, at: at, entry: e, known: k.Header})
		}
	}
}

// proof decides what has to be read of a known message.
func (p *planner) proof(e entry, k backend.KnownID) (task, bool) {
	switch k.State {
	case backend.Stored:
		return p.whole(e), e.size != k.Size
	case backend.Due:
		if p.req.Distrust || p.session.listings.distrusted || !p.session.headersProve ||
			e.size < k.Size || p.tooLarge(e) {
			return readWhole, true
		}
		return prove, true
	case backend.Releasing:
		return readWhole, true
	case backend.Doubtful:
	}
	return 0, false
}

// readRest plans the reading of what is not known, the newest first. A copy
// without an id of its own is read in every session whose listings are new: its
// hash alone says which mail it is.
func (p *planner) readRest() {
	l := p.session.listings
	unchanged := p.req.Cursor == l.cursor && !p.waiting
	for at := len(l.entries) - 1; at >= 0; at-- {
		e := l.entries[at]
		if p.passed[at] || unchanged && !e.trusted || !p.canRead(at) {
			continue
		}
		p.plan.jobs = append(p.plan.jobs, job{task: p.whole(e), at: at, entry: e})
	}
}

// canRead reports whether an entry is still to be told and can be had.
func (p *planner) canRead(at int) bool {
	if p.session.told[at] {
		return false
	}
	if p.endless[p.session.listings.entries[at].listed()] {
		p.plan.failed = append(p.plan.failed, at)
		return false
	}
	return true
}

// whole returns the task that reads as much of a message as is wanted. What has
// no id is always read whole, because only its hash can name it.
func (p *planner) whole(e entry) task {
	if e.trusted && p.tooLarge(e) {
		return readHeader
	}
	return readWhole
}

func (p *planner) tooLarge(e entry) bool { return p.req.MaxSize > 0 && e.size > p.req.MaxSize }
