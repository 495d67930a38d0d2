package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestWrongWords: every way to get the words of a command wrong ends with one
// sentence that says what to type instead.
func TestWrongWords(t *testing.T) {
	for _, name := range []string{"MAILTUI_CONFIG_DIR", "MAILTUI_DATA_DIR", "MAILTUI_STATE_DIR"} {
		t.Setenv(name, t.TempDir())
	}
	t.Setenv("MAILTUI_LOG", "")
	for _, tt := range []struct {
		name, words, want string
	}{
		{"unknown command", "fetch", `mailtui has no command "fetch": see what there is with "mailtui --help".`},
		{
			"hostile command", "\x1b[2J",
			"mailtui has no command \"\uFFFD[2J\": see what there is with \"mailtui --help\".",
		},
		{
			"unknown command below", "attachment open",
			`mailtui attachment has no command "open": see what there is with "mailtui attachment --help".`,
		},
		{
			"no command below", "attachment",
			`mailtui attachment does nothing by itself: use "mailtui attachment list" or "mailtui attachment save".`,
		},
		{
			"no shell", "completion",
			`mailtui completion does nothing by itself: use "mailtui completion bash" ` +
				`or "mailtui completion fish" or "mailtui completion powershell" or "mailtui completion zsh".`,
		},
		{
			"unknown shell", "completion tcsh",
			`mailtui completion has no command "tcsh": see what there is with "mailtui completion --help".`,
		},
		{
			"word after a shell", "completion bash x",
			`mailtui completion bash takes no "x": see what it takes with "mailtui completion bash --help".`,
		},
		{
			"help for nothing", "help fetch",
			`mailtui has no command "fetch": see what there is with "mailtui --help".`,
		},
		{
			"help for nothing below", "help attachment x",
			`mailtui attachment has no command "x": see what there is with "mailtui attachment --help".`,
		},
		{
			"unknown flag", "list --all",
			`mailtui list has no flag "--all": see what there is with "mailtui list --help".`,
		},
		{
			"unknown letter", "list -qx",
			`mailtui list has no flag "-x": see what there is with "mailtui list --help".`,
		},
		{
			"flag that is none", "list --=3",
			`mailtui list has no flag "--=3": see what there is with "mailtui list --help".`,
		},
		{"flag of nothing", "--nothing", `mailtui has no flag "--nothing": see what there is with "mailtui --help".`},
		{
			"flag without its value", "list --limit",
			`--limit needs a value behind it: see which with "mailtui list --help".`,
		},
		{
			"folder without a name", "attachment save 1 --dir=",
			`--dir needs a value behind it: see which with "mailtui attachment save --help".`,
		},
		{
			"value for a flag without one", "read --plain=7 1",
			`"--plain=7" is not understood: that flag is given without a value.`,
		},
		{"limit in words", "list --limit many", `"--limit=many" is not understood: give a whole number, 1 or more.`},
		{"limit of nothing", "list --limit 0", `"--limit=0" is not understood: give a whole number, 1 or more.`},
		{
			"width below nothing", "read --width=-1 1",
			`"--width=-1" is not understood: give a number of cells, or 0 for the terminal's width.`,
		},
		{
			"form of JSON", "list --json=yaml",
			`"--json=yaml" is not understood: write --json, --json=lines or --json=array.`,
		},
		{
			"log level", "--log-level loud list",
			`"--log-level=loud" is not understood: give debug, info, warn or error.`,
		},
		{
			"word too many", "folders x",
			`mailtui folders takes no "x": see what it takes with "mailtui folders --help".`,
		},
		{"no message", "read", `mailtui read needs the id of a message: copy one from "mailtui list".`},
		{
			"no message to list", "attachment list",
			`mailtui attachment list needs the id of a message: copy one from "mailtui list".`,
		},
		{
			"no message to save from", "attachment save",
			`mailtui attachment save needs the id of a message: copy one from "mailtui list".`,
		},
		{"two messages", "read 1 2", `mailtui read takes no "2": see what it takes with "mailtui read --help".`},
		{"two forms", "read --raw --headers 1", `--raw and --headers cannot be used together: give one of them.`},
		{"two texts", "read --html --plain 1", `--plain and --html cannot be used together: give one of them.`},
		{"bytes as JSON", "read --json --raw 1", `--raw and --json cannot be used together: give one of them.`},
		{
			"interface in a pipe", "",
			`The interface needs a terminal: in a pipe, or with --no-input, use "mailtui list" and "mailtui read".`,
		},
		{
			"demo in a pipe", "demo",
			`The interface needs a terminal: in a pipe, or with --no-input, use "mailtui list" and "mailtui read".`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(t.Context(), strings.Fields(tt.words), &stdout, &stderr)
			if code != exitUsage || stdout.Len() > 0 || stderr.String() != "mailtui: "+tt.want+"\n" {
				t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout.String(), stderr.String())
			}
		})
	}
}
