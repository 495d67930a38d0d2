package pop3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/pop3/wire"
	"github.com/mailtui/mailtui/mail"
)

// Limits of one Sync. What is read beyond them is read by the next one, so that
// a lost QUIT costs no more than this.
const (
	maxReads     = 2000      // RETR
	maxReadBytes = 256 << 20 // of messages
)

// How far commands run ahead of their answers where the server allows it. The
// answers that wait are the server's: nothing of them is in memory here.
const (
	aheadCommands = 1000
	aheadBytes    = 32 << 20
)

// When a message is cut off: when it goes by this many bytes beyond twice its
// listed size (some servers count line ends as one byte), or beyond all sense.
const (
	endlessSlack = 16 << 20
	maxMessage   = 1 << 30
)

// headerGuess is how long the answer to a TOP is taken to be.
const headerGuess = 4 << 10

// overhead is how much of a batch's limit a message takes beside its bytes.
const overhead = 256

// told is an entry that a step tells, and whether it may be deleted once that is
// durable.
type told struct {
	at     int
	proved bool
}

// step is what the reader hands on: a batch, or one message whose body is still
// on the wire.
type step struct {
	batch backend.Batch
	told  []told
	last  bool   // nothing comes behind it
	large *large // nil: a batch
}

// abandon lets the reader go on that waits for a body to be read.
func (st step) abandon(err error) {
	if st.large != nil {
		st.large.done <- err
	}
}

// large is a message for the Spool. The reader waits until done gets the error
// that reading body ended with.
type large struct {
	message backend.Message
	body    io.Reader
	at      int
	done    chan error
}

// reader reads the messages of a plan ahead of the store, in its own goroutine.
// It alone uses the connection until steps is closed, but for the body of a
// large message.
type reader struct {
	b       *Backend
	session *session
	jobs    []job
	sent    int // jobs whose command was sent

	reads     int   // RETRs sent
	readBytes int64 // of their messages
	ahead     int64 // bytes announced of what was sent and not read

	step   step // being filled
	bytes  int  // of its messages
	limit  int  // messages it may have
	buffer bytes.Buffer

	steps chan step
	err   error // why it ended early; read after steps is closed
}

func (b *Backend) newReader(s *session, jobs []job) *reader {
	return &reader{b: b, session: s, jobs: jobs, limit: backend.FirstBatch, steps: make(chan step)}
}

// run reads until the jobs are done, a limit is reached, ctx is cancelled or the
// connection breaks. What was read whole is handed on in any case but the
// cancelled one.
func (r *reader) run(ctx context.Context) {
	defer close(r.steps)
	r.err = r.read(ctx)
	r.step.last = r.err == nil
	if ctx.Err() == nil && !r.hand(ctx) {
		r.err = ctx.Err()
	}
}

func (r *reader) read(ctx context.Context) error {
	for next := 0; ; next++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.sendAhead(next); err != nil {
			return err
		}
		if next == r.sent {
			return nil // all done, or a limit is reached
		}
		j := r.jobs[next]
		r.ahead -= j.announced()
		if err := r.readJob(ctx, j); err != nil {
			return fmt.Errorf("message %d: %w", j.entry.number, err)
		}
		if len(r.step.told) >= r.limit || r.bytes >= backend.BatchBytes-backend.InlineBody-backend.MaxHeader {
			if !r.hand(ctx) {
				return ctx.Err()
			}
		}
	}
}

// hand hands the step on, unless ctx is cancelled first.
func (r *reader) hand(ctx context.Context) bool {
	if len(r.step.told) == 0 && !r.step.last {
		return true
	}
	select {
	case r.steps <- r.step:
		r.step, r.bytes, r.limit = step{}, 0, backend.BatchMessages
		return true
	case <-ctx.Done():
		return false
	}
}

// sendAhead sends the commands of jobs ahead of the answer to next. To write
// many at once it waits until half of the window is free.
func (r *reader) sendAhead(next int) error {
	window := 1
	if r.session.pipelining() {
		window = aheadCommands
	}
	if waiting := r.sent - next; waiting > window/2 {
		return nil
	}
	for r.sent < len(r.jobs) && r.sent-next < window && (r.sent == next || r.ahead < aheadBytes) {
		j := r.jobs[r.sent]
		if j.task == readWhole && r.reads > 0 && (r.reads == maxReads || r.readBytes >= maxReadBytes) {
			return nil
		}
		if err := r.session.lib.Send(j.command()); err != nil {
			return r.session.outcome(j.command(), err)
		}
		if j.task == readWhole {
			r.reads++
			r.readBytes += j.announced()
		}
		r.ahead += j.announced()
		r.sent++
	}
	return nil
}

// announced returns how long the answer will be, as far as LIST can be believed.
func (j job) announced() int64 {
	if j.task != readWhole {
		return headerGuess
	}
	return min(j.entry.size, maxReadBytes)
}

func (j job) command() string {
	if j.task == readWhole {
		return fmt.Sprintf("RETR %d", j.entry.number)
	}
	return fmt.Sprintf("TOP %d 0", j.entry.number)
}

// readJob reads the answer to a job. An error is the connection's; a message
// that cannot be had is told as such.
func (r *reader) readJob(ctx context.Context, j job) error {
	err := r.session.status(j.command())
	var refused *wire.RefusedError
	switch {
	case errors.As(err, &refused) && j.task == prove:
		r.again(j)
		return nil
	case errors.As(err, &refused):
		p := mail.Problem{
			Op: "retr", Scope: mail.ScopeMessage, Host: r.b.opts.Dial.Addr(),
			Kind: refusal(refused.Command, refused.Status), Detail: words(refused.Status),
		}
		r.fail(j, p)
		return nil
	case err != nil:
		return err
	case j.task == readWhole:
		return r.readWhole(ctx, j)
	default:
		return r.readTop(j)
	}
}

// again appends the job of reading whole what TOP could not prove.
func (r *reader) again(j job) {
	j.task = readWhole
	r.jobs = append(r.jobs, j)
}

func (r *reader) fail(j job, p mail.Problem) {
	r.step.batch.Failed = append(r.step.batch.Failed, backend.Failure{ID: j.entry.id, Problem: p})
	r.tell(j, false, 0)
}

func (r *reader) tell(j job, proved bool, size int) {
	r.step.told = append(r.step.told, told{at: j.at, proved: proved})
	r.bytes += size + overhead
}

// readWhole reads the message behind the +OK of a RETR.
func (r *reader) readWhole(ctx context.Context, j job) error {
	answer := r.session.conn.Answer(answerLimit(j.entry))
	r.buffer.Reset()
	_, err := io.CopyN(&r.buffer, answer, backend.InlineBody+1)
	if err == nil {
		return r.handLarge(ctx, j, r.buffer.Bytes(), answer)
	}
	if !errors.Is(err, io.EOF) {
		return r.broken(j, err)
	}
	body := bytes.Clone(r.buffer.Bytes())
	if len(body) == 0 {
		r.fail(j, *r.b.sizeProblem())
		return nil
	}
	header, _ := headerOf(body)
	m := j.message(header)
	m.Body = body
	if !plausible(j.entry.size, int64(len(body)), header) {
		m.Doubt = r.b.sizeProblem()
	}
	r.readBytes += max(0, int64(len(body))-j.announced())
	r.step.batch.Added = append(r.step.batch.Added, m)
	r.tell(j, m.Doubt == nil, len(body)+len(header))
	return nil
}

// message returns what is told of j's message apart from its body. POP3 knows
// neither flags nor when a message was received.
func (j job) message(header []byte) backend.Message {
	return backend.Message{
		ID: j.entry.id, SessionOnly: !j.entry.trusted, Size: j.entry.size, Header: header,
	}
}

// answerLimit is how long the answer for a message may be.
func answerLimit(e entry) int64 {
	return min(2*min(e.size, maxMessage)+endlessSlack, maxMessage)
}

// broken remembers a message that did not end, so that it does not cost every
// later session.
func (r *reader) broken(j job, err error) error {
	if errors.Is(err, wire.ErrTooLarge) {
		r.b.endless[j.entry.listed()] = true
	}
	return err
}

// handLarge lets the goroutine of the Sync read the rest of a message, which is
// the only one that may call the Spool.
func (r *reader) handLarge(ctx context.Context, j job, first []byte, rest io.Reader) error {
	header, _ := headerOf(first)
	l := &large{
		message: j.message(bytes.Clone(header)), at: j.at, // the store has it while the buffer is filled anew
		body: io.MultiReader(bytes.NewReader(first), rest),
		done: make(chan error, 1),
	}
	select {
	case r.steps <- step{large: l}:
	case <-ctx.Done():
		return ctx.Err()
	}
	err := <-l.done
	if cause := r.session.conn.Err(); cause != nil {
		err = cause
	}
	r.readBytes += max(0, l.message.Blob.Size-j.announced())
	return r.broken(j, err)
}

// readTop reads the header behind the +OK of a TOP.
func (r *reader) readTop(j job) error {
	answer := r.session.conn.Answer(answerLimit(j.entry))
	first, err := io.ReadAll(io.LimitReader(answer, backend.MaxHeader+2))
	if err == nil {
		err = answer.Drain() // some servers send more lines than were asked for
	}
	if err != nil {
		return r.broken(j, err)
	}
	header, whole := headerOf(first)
	switch {
	case j.task == readHeader:
		r.step.batch.Added = append(r.step.batch.Added, j.message(header))
		r.tell(j, false, len(header))
	case whole && hasReceived(header) && backend.HeaderHash(header) == j.known:
		r.step.batch.Proved = append(r.step.batch.Proved, j.entry.id)
		r.tell(j, true, 0)
	default:
		r.again(j)
	}
	return nil
}
