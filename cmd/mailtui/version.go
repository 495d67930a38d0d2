package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mailtui/mailtui/app"
)

// release is the version of a release build, set by the linker.
var release = "" // the linker sets nothing else

// build says what this program was made of.
type build struct {
	V       int    `json:"v"`
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Date    string `json:"date"`
	Go      string `json:"go"`
	SQLite  string `json:"sqlite"`
	FTS5    bool   `json:"fts5"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

func buildInfo() build {
	b := build{
		V: 1, Version: release, Commit: "unknown", Date: "unknown", Go: runtime.Version(),
		SQLite: app.SQLiteVersion(), FTS5: app.FullText, OS: runtime.GOOS, Arch: runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if b.Version == "" {
		b.Version = strings.Trim(strings.TrimPrefix(info.Main.Version, "v"), "()")
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value[:min(len(s.Value), 7)]
		case "vcs.time":
			b.Date, _, _ = strings.Cut(s.Value, "T")
		}
	}
	return b
}

// version returns the one line that names this build.
func version() string {
	b := buildInfo()
	fts := ""
	if b.FTS5 {
		fts = " fts5"
	}
	return fmt.Sprintf("mailtui %s (%s, %s, %s, sqlite %s%s, %s/%s)",
		b.Version, b.Commit, b.Date, b.Go, b.SQLite, fts, b.OS, b.Arch)
}

func (c *client) versionCommand() *cobra.Command {
	return c.jsonFlag(&cobra.Command{
		Use: "version", Short: "Say which version this is", Args: noWords,
		Run: c.runs(func(context.Context, []string) error {
			return c.print(func(p *printer) {
				if c.json.on() {
					p.object(buildInfo())
				} else {
					p.line("%s", version())
				}
			})
		}),
	})
}
