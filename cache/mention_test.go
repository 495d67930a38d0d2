package cache_test

import (
	"slices"
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func TestMentions(t *testing.T) {
	t.Parallel()
	f := open(t)
	ids := f.add(note(f.inbox, "answer", "<plan@example.org>"), note(f.shop, "plan"), note(f.inbox, "other"))
	for word, want := range map[string][]mail.LocalID{
		"plan@example.org": ids[:2], "<other@example.org>": ids[2:], "nobody@example.org": nil, "": nil,
	} {
		f.read(func(tx *cache.ReadTx) error {
			got, err := tx.Mentions(word)
			if !slices.Equal(got, want) {
				t.Errorf("%q: got %v, want %v", word, got, want)
			}
			return err
		})
	}
}
