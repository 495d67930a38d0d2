package dial

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// writeChunk is how much is written under one deadline.
const writeChunk = 64 << 10

// timedConn is the socket itself, below TLS: it counts what passes and gives
// every read and write a deadline that moves with progress.
type timedConn struct {
	net.Conn
	opts    Options
	in, out atomic.Int64

	mu       sync.Mutex
	awaiting bool // the server owes an answer
	slow     bool // whose first byte may take long
	closing  bool
}

// owe says that the server owes an answer from now on.
func (t *timedConn) owe() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.awaiting = true
	return t.armLocked()
}

// oweSlow says that the first byte of the answer may take long.
func (t *timedConn) oweSlow() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.slow = true
	return t.armLocked()
}

// rest says that the server owes nothing.
func (t *timedConn) rest() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.awaiting, t.slow = false, false
	return t.armLocked()
}

// arm moves the deadline of the read that is under way, or comes next.
func (t *timedConn) arm(progress bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if progress {
		t.slow = false
	}
	return t.armLocked()
}

func (t *timedConn) armLocked() error {
	switch {
	case !t.awaiting:
		return t.Conn.SetReadDeadline(time.Time{})
	case t.slow:
		return t.Conn.SetReadDeadline(time.Now().Add(t.opts.FirstByte))
	default:
		return t.Conn.SetReadDeadline(time.Now().Add(t.opts.Idle))
	}
}

// Read reads from the socket under a deadline of its own.
func (t *timedConn) Read(p []byte) (int, error) {
	if err := t.arm(false); err != nil {
		return 0, err
	}
	n, err := t.Conn.Read(p)
	if n > 0 {
		t.in.Add(int64(n))
		if armErr := t.arm(true); err == nil {
			err = armErr
		}
	}
	return n, err
}

// Write writes in chunks, each under a deadline of its own, so that a long
// write on a slow line is progress and not silence.
func (t *timedConn) Write(p []byte) (int, error) {
	total := 0
	for {
		chunk := p[total:min(total+writeChunk, len(p))]
		if err := t.Conn.SetWriteDeadline(time.Now().Add(t.writeWait())); err != nil {
			return total, err
		}
		n, err := t.Conn.Write(chunk)
		total += n
		t.out.Add(int64(n))
		if err == nil {
			err = t.arm(false)
		}
		if err != nil || total == len(p) {
			return total, err
		}
	}
}

func (t *timedConn) writeWait() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closing {
		return t.opts.Grace / 2 // the last alert of TLS may not hold up a Close
	}
	return t.opts.Idle
}

func (t *timedConn) setClosing() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closing = true
}

// SetDeadline does nothing: see [Conn.SetDeadline].
func (t *timedConn) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing: see [Conn.SetDeadline].
func (t *timedConn) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing: see [Conn.SetDeadline].
func (t *timedConn) SetWriteDeadline(time.Time) error { return nil }
