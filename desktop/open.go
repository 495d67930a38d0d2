package desktop

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// patience is how long an opener may take to say that it cannot open something.
// What it does after that is not waited for.
const patience = 2 * time.Second

// extensions are the types of files that are handed to other programs, with the
// extensions that they may have; the first one is given to a file that has none
// of them. Nothing is here that its usual program would run, or show with the
// rights of a page of this machine (HTML, SVG).
var extensions = map[string][]string{
	"application/pdf":               {".pdf"},
	"application/rtf":               {".rtf"},
	"text/rtf":                      {".rtf"},
	"application/msword":            {".doc"},
	"application/vnd.ms-excel":      {".xls"},
	"application/vnd.ms-powerpoint": {".ppt"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {".docx"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {".xlsx"},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx"},
	"application/vnd.oasis.opendocument.text":                                   {".odt"},
	"application/vnd.oasis.opendocument.spreadsheet":                            {".ods"},
	"application/vnd.oasis.opendocument.presentation":                           {".odp"},
	"application/vnd.oasis.opendocument.graphics":                               {".odg"},
	"application/epub+zip":        {".epub"},
	"application/zip":             {".zip"},
	"application/gzip":            {".gz", ".tgz"},
	"application/x-tar":           {".tar"},
	"application/x-7z-compressed": {".7z"},
	"application/json":            {".json"},
	"text/plain":                  {".txt", ".text", ".log", ".md", ".csv", ".diff", ".patch"},
	"text/csv":                    {".csv"},
	"text/calendar":               {".ics"},
	"text/vcard":                  {".vcf"},
	"image/png":                   {".png"},
	"image/jpeg":                  {".jpg", ".jpeg"},
	"image/gif":                   {".gif"},
	"image/webp":                  {".webp"},
	"image/tiff":                  {".tif", ".tiff"},
	"image/bmp":                   {".bmp"},
	"image/heic":                  {".heic"},
	"image/avif":                  {".avif"},
	"audio/mpeg":                  {".mp3"},
	"audio/mp4":                   {".m4a"},
	"audio/ogg":                   {".ogg", ".oga"},
	"audio/flac":                  {".flac"},
	"audio/wav":                   {".wav"},
	"video/mp4":                   {".mp4"},
	"video/webm":                  {".webm"},
	"video/ogg":                   {".ogv"},
	"video/quicktime":             {".mov"},
}

// FileName returns the name under which a file of a media type is handed to a
// program: its own, with an extension of that type. It reports false for a type
// that is handed to none.
func FileName(name, mediaType string) (string, bool) {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	allowed, ok := extensions[strings.ToLower(strings.TrimSpace(mediaType))]
	if !ok {
		return "", false
	}
	if slices.Contains(allowed, strings.ToLower(path.Ext(name))) {
		return name, true
	}
	return name + allowed[0], true
}

// OpenFile hands a file to the program that the user has for it. what names it
// in the error, a [mail.Problem] with one of the causes OverSSH, NoOpener and
// NotOpened.
func OpenFile(ctx context.Context, file string, what mail.Text) error {
	if !filepath.IsAbs(file) {
		return errors.New("open a file: its path is not absolute")
	}
	return hand(ctx, file, what)
}

// OpenURL hands an address to the user's browser or mail program. It has to be
// http, https or mailto in printable ASCII; anything else is a [mail.Problem]
// with the cause BadURL. Other causes are those of [OpenFile].
func OpenURL(ctx context.Context, address string) error {
	what := mail.Line(address)
	if !isOpened(address) {
		return mail.Problem{Op: "open", Kind: mail.Rejected, Cause: mail.BadURL, What: what}
	}
	return hand(ctx, address, what)
}

// isOpened reports whether an address is one that only shows something. It
// begins with a letter, so that it is no option of the opener.
func isOpened(address string) bool {
	if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return false
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return u.Opaque != "" || u.Path == "" && u.RawQuery != "" // to nobody yet: "mailto:?subject=x"
	default:
		return false
	}
}

// hand starts the opener with one argument, and waits a moment whether it
// fails. The program is on its own then: it has no terminal, and outlives
// mailtui.
func hand(ctx context.Context, argument string, what mail.Text) error {
	program, err := opener(what)
	if err != nil {
		return err
	}
	refused := mail.Problem{Op: "open", Kind: mail.Config, Cause: mail.NotOpened, What: what}
	//nolint:gosec // one checked argument, no shell
	cmd := exec.CommandContext(context.WithoutCancel(ctx), program, argument)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return refused
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case err := <-ended:
		if err != nil {
			return refused
		}
	case <-late.C:
	case <-ctx.Done():
	}
	return nil
}

// opener returns the path of the program that opens files and addresses.
func opener(what mail.Text) (string, error) {
	if overSSH() {
		return "", mail.Problem{Op: "open", Kind: mail.Config, Cause: mail.OverSSH, What: what}
	}
	name := "xdg-open"
	if runtime.GOOS == "darwin" {
		name = "open"
	}
	program, err := exec.LookPath(name)
	if err != nil || !filepath.IsAbs(program) {
		return "", mail.Problem{Op: "open", Kind: mail.Config, Cause: mail.NoOpener, Path: name, What: what}
	}
	return program, nil
}

// overSSH reports whether the terminal is at the other end of a network, with no
// screen of its own coming through.
func overSSH() bool {
	return os.Getenv("SSH_CONNECTION") != "" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == ""
}
