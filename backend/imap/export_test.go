package imap

import "github.com/mailtui/mailtui/backend/dial"

// SetSizes makes batches and stretches small: a small mailbox then has every
// kind of boundary.
func (b *Backend) SetSizes(first, batch, stretch int) {
	b.sizes = sizes{first: first, batch: batch, stretch: stretch}
}

// Turns returns how often the library waited for the server since the login.
func (b *Backend) Turns() int64 { return b.conn.Turns() }

// Counters returns what has passed over the connection.
func (b *Backend) Counters() dial.Counters { return b.conn.Counters() }
