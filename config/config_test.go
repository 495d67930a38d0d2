package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// documented is config.toml as the documentation shows it.
const documented = `[ui]
theme = "auto"
layout = "auto"
icons = "auto"
cursor = "auto"
mouse = true
date = "relative"
threads = true
[sync]
offline_days = 90          # bodies kept; 0 = all
idle = true
check_every = "5m"
attachments = "on-demand"
metered = "headers"
[compose]
editor = ""                # "" = built in; "$EDITOR" or a command
undo_send = "10s"
format_flowed = true
markdown = false
check_attachment_word = true
[view]
prefer = "auto"            # auto | plain | html
remote_images = "never"    # never | ask | from-contacts
width = 90
fold_quotes = 6
colors = true
trackers = "remove"
[notify]
method = "auto"
private = false
[[search]]
name = "Invoices"
query = "has:attachment subject:invoice newer:1y"
`

func TestLoadTakesTheDocumentedFile(t *testing.T) {
	t.Parallel()
	dirs := config.Inside(t.TempDir())
	write(t, filepath.Join(dirs.Config, "config.toml"), documented)
	got, err := config.Load(dirs)
	if defaults, _ := config.Load(config.Inside(t.TempDir())); err != nil || got != defaults {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestLoadRefusesWhatWouldDoNothing changes each value of the documented file
// whose feature is not there yet.
func TestLoadRefusesWhatWouldDoNothing(t *testing.T) {
	t.Parallel()
	done := []string{"offline_days", "idle", "check_every", "prefer", "width", "fold_quotes", "colors", "name", "query"}
	tried := 0
	for i, line := range strings.Split(documented, "\n") {
		key, value, ok := strings.Cut(line, " = ")
		if !ok || slices.Contains(done, key) {
			continue
		}
		tried++
		other := map[byte]string{'"': `"other"`, 't': "false", 'f': "true"}[value[0]]
		if other == "" {
			other = "7"
		}
		dirs := config.Inside(t.TempDir())
		text := strings.Replace(documented, line+"\n", key+" = "+other+"\n", 1)
		write(t, filepath.Join(dirs.Config, "config.toml"), text)
		_, err := config.Load(dirs)
		refused(t, err, mail.Config, fmt.Sprintf("line %d, column 1", i+1), "."+key+" is ", "another value is not there yet")
	}
	if tried != 18 {
		t.Errorf("%d values tried", tried)
	}
}

func TestLoadWithoutFileGivesDefaults(t *testing.T) {
	t.Parallel()
	got, err := config.Load(config.Inside(t.TempDir()))
	if err != nil || got.Sync.OfflineDays != 90 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestLoadReadsTheFormThatIsPreferred(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]mail.Form{"auto": mail.Auto, "plain": mail.PlainText, "html": mail.HTMLText} {
		dirs := config.Inside(t.TempDir())
		write(t, filepath.Join(dirs.Config, "config.toml"), "[view]\nprefer = \""+text+"\"\n")
		if got, err := config.Load(dirs); err != nil || got.View.Prefer != want {
			t.Errorf("%s: got %v, %v", text, got.View.Prefer, err)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"negative days", "[sync]\noffline_days = -1\n", "line 2, column 1"},
		{"absurd days", "[sync]\noffline_days = 1000000\n", "line 2, column 1"},
		{"too often", "[sync]\ncheck_every = \"1s\"\n", "check_every is a time"},
		{"no form", "[view]\nprefer = \"markdown\"\n", "prefer is \"auto\", \"plain\" or \"html\""},
		{"too narrow", "[view]\nwidth = 12\n", "line 2, column 1: width is a number of columns from 30 to 1000"},
		{"absurdly wide", "[view]\nwidth = 1001\n", "width is a number of columns from 30 to 1000"},
		{"no width", "[view]\nwidth = \"auto\"\n", "line 2, column 9: view.width is a whole number"},
		{"negative lines", "[view]\nfold_quotes = -1\n", "or 0 to fold no quotes"},
		{"absurd lines", "[view]\nfold_quotes = 10001\n", "from 1 to 10000, or 0 to fold no quotes"},
		{"no colors", "[view]\ncolors = \"never\"\n", "view.colors is true or false"},
		{"no time", "[sync]\ncheck_every = \"often\"\n", "check_every is a time"},
		{"dotted key", "sync.offline_day = 1\n", `the nearest one is "offline_days".`},
		{"unknown key", "\n[sync]\nofline_days = 1\n", `line 3, column 1: there is no key "sync.ofline_days"`},
		{"number for a name", "[ui]\ntheme = 1\n", "line 2, column 9: ui.theme is text in quotes"},
		{"search without a query", "[[search]]\nname = \"x\"\n", "number 1 needs a name and a query"},
		{"unknown key of a search", "[[search]]\nnam = \"x\"\n", `the nearest one is "name"`},
		{"table in place of a list", "[search]\nname = \"x\"\n", "line 1"},
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
	got, err := config.FindDirs()
	if err != nil || got.Config != "/c" || got.Data != "/d" || filepath.Base(got.State) != "mailtui" {
		t.Errorf("got %+v, %v", got, err)
	}
	if got.Accounts() != filepath.Join("/c", "accounts") {
		t.Errorf("accounts are in %s", got.Accounts())
	}
}

func TestFindDirsWithoutAHome(t *testing.T) {
	for _, name := range []string{"HOME", "MAILTUI_CONFIG_DIR", "MAILTUI_DATA_DIR", "MAILTUI_STATE_DIR"} {
		t.Setenv(name, "")
	}
	t.Setenv("XDG_CONFIG_HOME", "/c")
	t.Setenv("XDG_DATA_HOME", "relative")
	_, err := config.FindDirs()
	refused(t, err, mail.Config, "HOME is not set")
	t.Setenv("XDG_DATA_HOME", "/d")
	t.Setenv("XDG_STATE_HOME", "/s")
	if _, err := config.FindDirs(); err != nil {
		t.Error(err)
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
