package config

import (
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// program is the name of mailtui's folder in each of the user's base folders.
const program = "mailtui"

// Dirs are the folders mailtui lives in.
type Dirs struct {
	Config string // config.toml, accounts/
	Data   string // mail.db, index.db, the lock: mail is data, not a cache
	State  string // logs
}

// FindDirs returns the folders of the XDG base directory specification, or what
// MAILTUI_CONFIG_DIR, MAILTUI_DATA_DIR and MAILTUI_STATE_DIR say. Nothing is
// created.
func FindDirs() Dirs {
	return Dirs{
		Config: override("MAILTUI_CONFIG_DIR", xdg.ConfigHome),
		Data:   override("MAILTUI_DATA_DIR", xdg.DataHome),
		State:  override("MAILTUI_STATE_DIR", xdg.StateHome),
	}
}

// Inside returns folders below root, for a run that leaves no traces.
func Inside(root string) Dirs {
	return Dirs{
		Config: filepath.Join(root, "config"),
		Data:   filepath.Join(root, "data"),
		State:  filepath.Join(root, "state"),
	}
}

// Accounts returns the folder of the account files.
func (d Dirs) Accounts() string { return filepath.Join(d.Config, "accounts") }

func override(name, base string) string {
	if dir := os.Getenv(name); dir != "" {
		return dir
	}
	return filepath.Join(base, program)
}
