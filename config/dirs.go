package config

import (
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"github.com/mailtui/mailtui/mail"
)

// program is the name of mailtui's folder in each of the user's base folders.
const program = "mailtui"

// Dirs are the folders mailtui lives in.
type Dirs struct {
	Config string // config.toml, accounts/
	Data   string // mail.db, index.db, the lock: mail is data, not a cache
	State  string // logs
	// Runtime is for files that other programs are handed, for as long as mailtui
	// runs.
	Runtime string
}

// FindDirs returns the folders of the XDG base directory specification, or what
// MAILTUI_CONFIG_DIR, MAILTUI_DATA_DIR and MAILTUI_STATE_DIR say. Without
// XDG_RUNTIME_DIR the runtime folder is in the state folder. Nothing is
// created. Without a home folder it is a [mail.Problem] with the cause
// [mail.NotSet].
func FindDirs() (dirs Dirs, err error) {
	for _, f := range []struct {
		dir             *string
		name, xdg, base string
	}{
		{&dirs.Config, "MAILTUI_CONFIG_DIR", "XDG_CONFIG_HOME", xdg.ConfigHome},
		{&dirs.Data, "MAILTUI_DATA_DIR", "XDG_DATA_HOME", xdg.DataHome},
		{&dirs.State, "MAILTUI_STATE_DIR", "XDG_STATE_HOME", xdg.StateHome},
	} {
		*f.dir = os.Getenv(f.name)
		if *f.dir != "" {
			continue
		}
		// The library takes "/" for a home folder that it is not told; a relative
		// path in a variable does not count.
		if os.Getenv("HOME") == "" && !filepath.IsAbs(os.Getenv(f.xdg)) {
			return Dirs{}, mail.Problem{Op: "find folders", Kind: mail.Config, Cause: mail.NotSet, What: mail.Line("HOME")}
		}
		*f.dir = filepath.Join(f.base, program)
	}
	dirs.Runtime = filepath.Join(dirs.State, "runtime")
	if base := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(base) {
		dirs.Runtime = filepath.Join(base, program)
	}
	return dirs, nil
}

// Inside returns folders below root, for a run that leaves no traces.
func Inside(root string) Dirs {
	return Dirs{
		Config: filepath.Join(root, "config"),
		Data:   filepath.Join(root, "data"),
		State:  filepath.Join(root, "state"),

		Runtime: filepath.Join(root, "runtime"),
	}
}

// Accounts returns the folder of the account files.
func (d Dirs) Accounts() string { return filepath.Join(d.Config, "accounts") }
