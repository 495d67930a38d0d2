package cache_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/cache/cachetest"
	"github.com/mailtui/mailtui/mail"
)

// corpus makes n messages as a first sync brings them: the newest first, half of
// them replies, with three refs each.
func corpus(f cache.NewMessage, n int) []cache.NewMessage {
	all := make([]cache.NewMessage, n)
	for i := range all {
		m := note(f.Folder, fmt.Sprintf("m%d", i),
			fmt.Sprintf("<m%d@example.org>", i+i%2), fmt.Sprintf("<root%d@example.org>", i/4))
		m.Received = noon.Add(-time.Duration(i) * time.Minute)
		m.Header = append(m.Header, make([]byte, 600)...)
		all[i] = m
	}
	return all
}

// BenchmarkAdd adds 100,000 messages with their remote rows in batches of 1,000,
// as a first sync does.
func BenchmarkAdd(b *testing.B) {
	const messages, batch = 100_000, 1000
	for range b.N {
		b.StopTimer()
		s := cachetest.Open(b)
		inbox, _, _, _ := fill(b, s)
		all := corpus(cache.NewMessage{Folder: inbox}, messages)
		b.StartTimer()
		for at := 0; at < messages; at += batch {
			addBatch(b, s, all[at:at+batch], at)
		}
	}
	b.ReportMetric(float64(b.N*messages)/b.Elapsed().Seconds(), "messages/s")
}

func addBatch(t testing.TB, s *cache.Store, messages []cache.NewMessage, at int) {
	t.Helper()
	err := s.WriteBatch(t.Context(), func(tx *cache.Tx) error {
		for i, m := range messages {
			m.Place = fmt.Sprintf("%08x%08x", 1, 1_000_000-at-i)
			id, err := tx.Add(m)
			if err != nil {
				return err
			}
			_, err = tx.AddRemote(cache.Remote{
				Account: "work", Folder: m.Folder, ID: mail.RemoteID(m.Place),
				Message: id, Flags: m.Flags, Size: m.Size, Header: m.HeaderHash,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
