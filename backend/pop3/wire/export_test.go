package wire

import "github.com/mailtui/mailtui/backend/dial"

// Counters returns what has passed over the connection.
func (c *Conn) Counters() dial.Counters { return c.link.Counters() }
