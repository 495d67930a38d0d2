package imap

import (
	"time"

	"github.com/mailtui/mailtui/backend/dial"
)

// SetSizes makes batches and stretches small: a small mailbox then has every
// kind of boundary.
func (b *Backend) SetSizes(first, batch, stretch int) {
	b.sizes = sizes{first: first, batch: batch, stretch: stretch}
}

// SetPieces has every piece of a section be n bytes, of sections that are larger.
func (b *Backend) SetPieces(n int64) { b.pieces = pieces{first: n, least: n, most: n} }

// Turns returns how often the library waited for the server since the login.
func (b *Backend) Turns() int64 { return b.conn.Turns() }

// Counters returns what has passed over the connection.
func (b *Backend) Counters() dial.Counters { return b.conn.Counters() }

// NextPiece returns how large the piece is after one of n bytes.
func NextPiece(n int64, took time.Duration) int64 { return defaultPieces().next(n, took) }
