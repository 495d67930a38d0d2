package cache

import (
	"context"
	"fmt"
)

// SpooledBody opens a body that [Store.Spool] has taken and that no message has
// yet. ctx holds for reading it too.
func (s *Store) SpooledBody(ctx context.Context, b Blob) (*Body, error) {
	body := &Body{ctx: ctx, store: s, size: b.Size}
	var id int64
	err := s.Read(ctx, func(tx *ReadTx) error {
		return tx.row(`SELECT id FROM blob WHERE id = ? AND hash IS NULL`, b.Handle).Scan(&id)
	})
	if err != nil {
		return nil, fmt.Errorf("open a spooled body: %w", err)
	}
	body.blob = id
	return body, nil
}
