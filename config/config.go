package config

import (
	"errors"
	"io/fs"
	"math"
	"path/filepath"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// Config is config.toml.
type Config struct {
	Sync Sync
	View View
}

// View says how messages are shown.
type View struct {
	// Prefer is the form of messages from senders for whom none was chosen yet.
	Prefer mail.Form
	// Width is where prose is wrapped, in cells, however wide the screen is.
	Width int
	// FoldQuotes is the number of lines of a quote that are not yet too many: more
	// are shown as one line, until the user wants to see them. [math.MaxInt]: none
	// are too many.
	FoldQuotes int
	// Colors is whether text has the colours that its sender gave it, where they
	// can be read.
	Colors bool
}

// Sync says what is kept here and how often servers are asked.
type Sync struct {
	// OfflineDays is how many days back the readable parts of messages are
	// kept here before they are asked for; 0: all of them.
	OfflineDays int
	// Idle is whether servers may tell of new mail at once (RFC 2177).
	Idle bool
	// CheckEvery is the time between visits to a server that does not tell.
	CheckEvery time.Duration
}

// The ranges and defaults of [View].
const (
	defaultWidth      = 90
	minWidth          = 30
	maxWidth          = 1000
	defaultFoldQuotes = 6
	maxFoldQuotes     = 10_000
)

// The ranges and defaults of [Sync].
const (
	defaultOfflineDays = 90
	maxOfflineDays     = 100 * 366
	defaultCheckEvery  = 5 * time.Minute
	minCheckEvery      = 30 * time.Second
	maxCheckEvery      = 24 * time.Hour
)

// forms are the values of prefer.
var forms = map[string]mail.Form{"auto": mail.Auto, "plain": mail.PlainText, "html": mail.HTMLText}

// configFile is the form of config.toml. Its keys, and only these, exist; see
// [document.checkLater] for those with the tag "now".
type configFile struct {
	UI struct {
		Theme   *string `toml:"theme" now:"auto"`
		Layout  *string `toml:"layout" now:"auto"`
		Icons   *string `toml:"icons" now:"auto"`
		Cursor  *string `toml:"cursor" now:"auto"`
		Mouse   *bool   `toml:"mouse" now:"true"`
		Date    *string `toml:"date" now:"relative"`
		Threads *bool   `toml:"threads" now:"true"`
	} `toml:"ui"`
	Sync struct {
		OfflineDays *int    `toml:"offline_days"`
		Idle        *bool   `toml:"idle"`
		CheckEvery  *string `toml:"check_every"`
		Attachments *string `toml:"attachments" now:"on-demand"`
		Metered     *string `toml:"metered" now:"headers"`
	} `toml:"sync"`
	Compose struct {
		Editor              *string `toml:"editor" now:""`
		UndoSend            *string `toml:"undo_send" now:"10s"`
		FormatFlowed        *bool   `toml:"format_flowed" now:"true"`
		Markdown            *bool   `toml:"markdown" now:"false"`
		CheckAttachmentWord *bool   `toml:"check_attachment_word" now:"true"`
	} `toml:"compose"`
	View struct {
		Prefer       *string `toml:"prefer"`
		RemoteImages *string `toml:"remote_images" now:"never"`
		Width        *int    `toml:"width"`
		FoldQuotes   *int    `toml:"fold_quotes"`
		Colors       *bool   `toml:"colors"`
		Trackers     *string `toml:"trackers" now:"remove"`
	} `toml:"view"`
	Notify struct {
		Method  *string `toml:"method" now:"auto"`
		Private *bool   `toml:"private" now:"false"`
	} `toml:"notify"`
	Search []struct { // kept for when mail can be searched
		Name  string `toml:"name"`
		Query string `toml:"query"`
	} `toml:"search"`
}

// Load reads config.toml in the folder dirs.Config. A missing file gives the
// defaults. Errors are a [mail.Problem].
func Load(dirs Dirs) (Config, error) {
	cfg := Config{
		Sync: Sync{OfflineDays: defaultOfflineDays, Idle: true, CheckEvery: defaultCheckEvery},
		View: View{Width: defaultWidth, FoldQuotes: defaultFoldQuotes, Colors: true},
	}
	path := filepath.Join(dirs.Config, "config.toml")
	var file configFile
	doc, err := decode(path, &file)
	if errors.Is(err, fs.ErrNotExist) {
		return cfg, nil
	}
	if err != nil {
		return Config{}, problem(path, err)
	}
	if wrong := doc.checkLater(&file); wrong != nil {
		return Config{}, *wrong
	}
	for i, search := range file.Search {
		if search.Name == "" || search.Query == "" {
			return Config{}, *doc.problem("[[search]] number %d needs a name and a query", []any{i + 1}, "search")
		}
	}
	if wrong := doc.sync(&file, &cfg.Sync); wrong != nil {
		return Config{}, *wrong
	}
	if wrong := doc.view(&file, &cfg.View); wrong != nil {
		return Config{}, *wrong
	}
	return cfg, nil
}

// sync takes over what the file says of [Sync], and returns what is wrong with it.
func (d *document) sync(file *configFile, s *Sync) *mail.Problem {
	if days := file.Sync.OfflineDays; days != nil {
		if *days < 0 || *days > maxOfflineDays {
			return d.problem("offline_days is a number of days from 1 to %d, or 0 for all mail",
				[]any{maxOfflineDays}, "sync", "offline_days")
		}
		s.OfflineDays = *days
	}
	if file.Sync.Idle != nil {
		s.Idle = *file.Sync.Idle
	}
	if every := file.Sync.CheckEvery; every != nil {
		after, err := time.ParseDuration(*every)
		if err != nil || after < minCheckEvery || after > maxCheckEvery {
			return d.problem(`check_every is a time from "30s" to "24h", like "5m"`, nil, "sync", "check_every")
		}
		s.CheckEvery = after
	}
	return nil
}

// view takes over what the file says of [View], and returns what is wrong with it.
func (d *document) view(file *configFile, v *View) *mail.Problem {
	if prefer := file.View.Prefer; prefer != nil {
		form, ok := forms[*prefer]
		if !ok {
			return d.problem(`prefer is "auto", "plain" or "html"`, nil, "view", "prefer")
		}
		v.Prefer = form
	}
	if width := file.View.Width; width != nil {
		if *width < minWidth || *width > maxWidth {
			return d.problem("width is a number of columns from %d to %d",
				[]any{minWidth, maxWidth}, "view", "width")
		}
		v.Width = *width
	}
	if lines := file.View.FoldQuotes; lines != nil {
		if *lines < 0 || *lines > maxFoldQuotes {
			return d.problem("fold_quotes is a number of lines from 1 to %d, or 0 to fold no quotes",
				[]any{maxFoldQuotes}, "view", "fold_quotes")
		}
		if v.FoldQuotes = *lines; *lines == 0 {
			v.FoldQuotes = math.MaxInt
		}
	}
	if file.View.Colors != nil {
		v.Colors = *file.View.Colors
	}
	return nil
}
