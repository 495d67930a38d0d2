package config_test

import (
	"path/filepath"
	"testing"

	"github.com/mailtui/mailtui/config"
)

// TestRuntimeFolder: files that other programs are handed lie where the system
// wants them, else in the state folder.
func TestRuntimeFolder(t *testing.T) {
	state, runtime := t.TempDir(), t.TempDir()
	t.Setenv("MAILTUI_STATE_DIR", state)
	for _, tt := range []struct{ name, set, want string }{
		{"of the session", runtime, filepath.Join(runtime, "mailtui")},
		{"none", "", filepath.Join(state, "runtime")},
		{"relative", "run", filepath.Join(state, "runtime")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("XDG_RUNTIME_DIR", tt.set)
			dirs, err := config.FindDirs()
			if err != nil || dirs.Runtime != tt.want {
				t.Errorf("got %q, %v, want %q", dirs.Runtime, err, tt.want)
			}
		})
	}
}
