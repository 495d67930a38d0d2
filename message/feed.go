package message

import (
	"io"
	"iter"
)

// feed is written what somebody else reads: the one waits while the other works,
// so that nothing is held but the piece under way.
type feed struct {
	resume func() (struct{}, bool)
	stop   func()
	piece  []byte // what was written and is not read yet
	over   bool   // no more will be written
	done   bool   // no more will be read
	err    error  // of the reading
}

// newFeed has what is written read. It has to be closed.
func newFeed(read func(io.Reader) error) *feed {
	f := &feed{}
	f.resume, f.stop = iter.Pull(func(yield func(struct{}) bool) {
		f.err = read(readFunc(func(b []byte) (int, error) {
			for len(f.piece) == 0 {
				if f.over || !yield(struct{}{}) {
					return 0, io.EOF
				}
			}
			n := copy(b, f.piece)
			f.piece = f.piece[n:]
			return n, nil
		}))
	})
	return f
}

// Write returns when all of it was read, or nothing more will be. Its error is
// that of the reading.
func (f *feed) Write(b []byte) (int, error) {
	if !f.done {
		f.piece = b
		_, more := f.resume()
		f.done = !more
	}
	return len(b), f.err
}

// close tells the reader that this was all, and returns the error of the reading.
func (f *feed) close() error {
	f.over = true
	if !f.done {
		f.resume()
	}
	f.stop()
	return f.err
}

// readFunc is a reader that is a function.
type readFunc func(b []byte) (int, error)

// Read implements [io.Reader].
func (f readFunc) Read(b []byte) (int, error) { return f(b) }
