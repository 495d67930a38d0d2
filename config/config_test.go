package config_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       config.Sync
	}{
		{"empty", "", config.Sync{OfflineDays: 90, Idle: true, CheckEvery: 5 * time.Minute}},
		{"all mail", "[sync]\noffline_days = 0\n", config.Sync{Idle: true, CheckEvery: 5 * time.Minute}},
		{
			"everything", "[sync]\noffline_days = 7\nidle = false\ncheck_every = \"90s\"\n",
			config.Sync{OfflineDays: 7, CheckEvery: 90 * time.Second},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dirs := config.Inside(t.TempDir())
			write(t, filepath.Join(dirs.Config, "config.toml"), tt.text)
			got, err := config.Load(dirs)
			if err != nil || got.Sync != tt.want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestLoadWithoutFileGivesDefaults(t *testing.T) {
	t.Parallel()
	got, err := config.Load(config.Inside(t.TempDir()))
	if err != nil || got.Sync.OfflineDays != 90 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"negative days", "[sync]\noffline_days = -1\n", "line 2, column 1"},
		{"absurd days", "[sync]\noffline_days = 1000000\n", "line 2, column 1"},
		{"too often", "[sync]\ncheck_every = \"1s\"\n", "check_every is a time"},
		{"no time", "[sync]\ncheck_every = \"often\"\n", "check_every is a time"},
		{"dotted key", "sync.offline_day = 1\n", `the nearest one is "offline_days".`},
		{"unknown key", "\n[sync]\nofline_days = 1\n", `line 3, column 1: there is no key "sync.ofline_days"`},
		{"unknown table", "[sink]\na = 1\n", `the nearest one is "sync".`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dirs := config.Inside(t.TempDir())
			path := filepath.Join(dirs.Config, "config.toml")
			write(t, path, tt.text)
			_, err := config.Load(dirs)
			refused(t, err, mail.Config, path, tt.want)
		})
	}
}

func TestLoadNamesAnUnreadableFile(t *testing.T) {
	t.Parallel()
	dirs := config.Inside(t.TempDir())
	path := filepath.Join(dirs.Config, "config.toml")
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load(dirs)
	refused(t, err, mail.Config, path, "cannot be read")
}

func TestFindDirs(t *testing.T) {
	t.Setenv("MAILTUI_CONFIG_DIR", "/c")
	t.Setenv("MAILTUI_DATA_DIR", "/d")
	t.Setenv("MAILTUI_STATE_DIR", "")
	got := config.FindDirs()
	if got.Config != "/c" || got.Data != "/d" || filepath.Base(got.State) != "mailtui" {
		t.Errorf("got %+v", got)
	}
	if got.Accounts() != filepath.Join("/c", "accounts") {
		t.Errorf("accounts are in %s", got.Accounts())
	}
}

// FuzzLoadAccounts looks for a file that panics or is refused without a
// sentence.
func FuzzLoadAccounts(f *testing.F) {
	f.Add(imapFile)
	f.Add(pop3File)
	f.Add("[[imap]]\n[imap.host]\na.b.c = {d = [1, 2]}")
	f.Add("\"\" = 1\n'a.b' = \"\\u001b\"")
	f.Fuzz(func(t *testing.T, text string) {
		dirs := config.Inside(t.TempDir())
		write(t, filepath.Join(dirs.Accounts(), "home.toml"), text)
		accounts, err := config.LoadAccounts(dirs)
		if err != nil {
			t.Fatal(err)
		}
		if accounts[0].Wrong != nil {
			refused(t, *accounts[0].Wrong, mail.Config, dirs.Accounts())
		}
	})
}
