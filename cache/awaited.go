package cache

// Awaited reports whether somebody waits to write. A WriteBatch that looks from
// time to time and ends early keeps that wait short.
func (s *Store) Awaited() bool {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	return len(s.gate.waiting[person]) > 0
}
