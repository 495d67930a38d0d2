package config_test

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/mailtui/mailtui/config"
)

func TestLoadReadsHowMessagesAreShown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       config.View
	}{
		{"default", "", config.View{Width: 90, FoldQuotes: 6, Colors: true}},
		{"width", "width = 60\n", config.View{Width: 60, FoldQuotes: 6, Colors: true}},
		{"narrowest", "width = 30\n", config.View{Width: 30, FoldQuotes: 6, Colors: true}},
		{"widest", "width = 1000\n", config.View{Width: 1000, FoldQuotes: 6, Colors: true}},
		{"folded early", "fold_quotes = 1\n", config.View{Width: 90, FoldQuotes: 1, Colors: true}},
		{"never folded", "fold_quotes = 0\n", config.View{Width: 90, FoldQuotes: math.MaxInt, Colors: true}},
		{"no colours", "colors = false\n", config.View{Width: 90, FoldQuotes: 6}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dirs := config.Inside(t.TempDir())
			write(t, filepath.Join(dirs.Config, "config.toml"), "[view]\n"+tt.text)
			if got, err := config.Load(dirs); err != nil || got.View != tt.want {
				t.Errorf("got %+v, %v; want %+v", got.View, err, tt.want)
			}
		})
	}
}
