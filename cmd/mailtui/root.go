package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/adrg/xdg"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui"
)

// client is one run of the program.
type client struct {
	stdout, stderr io.Writer
	err            error // how the command ended

	dirs   config.Dirs // the user's folders
	noDirs error       // why dirs is empty

	configDir string   // --config
	json      jsonForm // --json
	quiet     bool     // --quiet
	noInput   bool     // --no-input
	log       logFile
}

// rootCommand returns the commands. Their errors go to c.err: what Execute
// returns itself is about the words that were typed.
func (c *client) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "mailtui",
		Short: "Read mail in the terminal: IMAP and POP3, offline",
		Long: "Read mail in the terminal: IMAP and POP3, offline, from one store.\n\n" +
			"Without a command it opens the interface.",
		Args:          noWords,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Run:           c.does(func(ctx context.Context, _ []string) error { return c.openInterface(ctx) }),
	}
	root.SetVersionTemplate("{{.Version}}\n")
	flags := root.PersistentFlags()
	flags.StringVar(&c.configDir, "config", "", "folder of config.toml and accounts/")
	flags.StringVar(&c.log.level, "log-level", os.Getenv("MAILTUI_LOG"), "write a log: debug, info, warn or error")
	flags.BoolVarP(&c.quiet, "quiet", "q", false, "say nothing of the progress")
	flags.BoolVar(&c.noInput, "no-input", false, "never wait for somebody to type: fail instead")
	root.AddCommand(c.accountsCommand(), c.attachmentCommand(), c.demoCommand(), c.foldersCommand(), c.listCommand(),
		c.readCommand(), c.syncCommand(), c.versionCommand())
	return root
}

// does makes a command's work out of fn, which works with the user's files.
func (c *client) does(fn func(ctx context.Context, args []string) error) func(*cobra.Command, []string) {
	return c.runs(func(ctx context.Context, args []string) error {
		if c.noDirs != nil {
			return c.noDirs
		}
		return fn(ctx, args)
	})
}

// runs makes a command's work out of fn, which needs no files of the user's.
func (c *client) runs(fn func(ctx context.Context, args []string) error) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, args []string) {
		if c.dirs, c.noDirs = config.FindDirs(); c.configDir != "" {
			c.dirs.Config = c.configDir
		}
		if c.err = c.openLog(); c.err == nil {
			c.err = fn(cmd.Context(), args)
		}
	}
}

// jsonFlag adds --json to a command.
func (c *client) jsonFlag(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().Var(&c.json, "json", "print JSON: one object a line, or with --json=array one document")
	cmd.Flags().Lookup("json").NoOptDefVal = string(jsonLines)
	return cmd
}

// errNoTerminal is what opening the interface ends with where nobody can type.
var errNoTerminal = mail.Problem{
	Op: "open", Kind: mail.Usage, Cause: mail.NeedsTerminal, What: mail.Line("The interface"),
}

func (c *client) openInterface(ctx context.Context) error {
	if !c.hasPerson() {
		return errNoTerminal
	}
	return c.show(ctx, app.Options{Dirs: c.dirs, Log: c.logger(), Now: time.Now})
}

// show runs the interface and the engine until the user leaves.
func (c *client) show(ctx context.Context, o app.Options) error {
	// In the interface Ctrl-C is a key; a command that has the terminal may be
	// ended by it, and mailtui not. The other signals end it by ctx.
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	a, err := app.Open(ctx, o)
	if err != nil {
		return err
	}
	a.Start(ctx)
	view := a.View()
	err = ui.Run(ctx, ui.Deps{
		Mail: a, Actions: a, Desktop: a, Events: a, Now: o.Now,
		Look: render.Options{
			Prefer: view.Prefer, Measure: view.Width, FoldOver: view.FoldQuotes, Suffixes: app.Suffixes(),
		},
		NoColors: !view.Colors,
		SaveDir:  saveDir(),
		WorkDir:  workDir(),
		ASCII:    needsASCII(os.Getenv),
		Remote:   os.Getenv("SSH_CONNECTION") != "" || os.Getenv("SSH_TTY") != "",
	}, tea.WithoutSignalHandler())
	return errors.Join(err, a.Close())
}

// needsASCII reports whether the terminal has no signs but those of ASCII, as far
// as the environment tells: the consoles of Linux and of old terminals, and where
// the locale names another character set than UTF-8. A locale that names none may
// be that of a login that set nothing.
func needsASCII(env func(string) string) bool {
	if kind := env("TERM"); kind == "linux" || strings.HasPrefix(kind, "vt") {
		return true
	}
	locale := cmp.Or(env("LC_ALL"), env("LC_CTYPE"), env("LANG"))
	_, charset, named := strings.Cut(locale, ".")
	charset, _, _ = strings.Cut(charset, "@")
	return named && !slices.Contains([]string{"utf-8", "utf8"}, strings.ToLower(charset))
}

// saveDir returns the folder that is offered for files from mail: the user's own
// for downloads, if there is one.
func saveDir() string {
	if dir := xdg.UserDirs.Download; dir != "" {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir
		}
	}
	return "~"
}

// workDir returns the folder that mailtui was started in, or "".
func workDir() string {
	dir, err := os.Getwd()
	if err != nil { // it is gone
		return ""
	}
	return dir
}

// hasPerson reports whether somebody sees the output and may be asked.
func (c *client) hasPerson() bool { return !c.noInput && isTerminal(c.stdout) && isTerminal(os.Stdin) }

// isTerminal reports whether f, an *os.File, is a terminal.
func isTerminal(f any) bool {
	file, ok := f.(*os.File)
	return ok && term.IsTerminal(file.Fd())
}

// tell writes a line about the progress or a problem of a command.
func (c *client) tell(format string, args ...any) {
	_, _ = fmt.Fprintf(c.stderr, format+"\n", args...) // there is nobody left to tell
}
