package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/demo"
	"github.com/mailtui/mailtui/mail"
)

// demoJSON is one account of the demo as --headless prints it.
type demoJSON struct {
	V         int    `json:"v"`
	Account   string `json:"account"`
	Email     string `json:"email"`
	Protocol  string `json:"protocol"`
	Host      string `json:"host"`
	Port      int    `json:"port"`
	TLS       string `json:"tls"`
	User      string `json:"user"`
	Password  string `json:"password"`
	File      string `json:"file"`
	ConfigDir string `json:"config_dir"`
	DataDir   string `json:"data_dir"`
	StateDir  string `json:"state_dir"`
}

func (c *client) demoCommand() *cobra.Command {
	var headless bool
	cmd := c.jsonFlag(&cobra.Command{
		Use: "demo", Short: "Look around in a small world of sample mail", Args: noWords,
		Long: "Look around in a small world of sample mail. Servers run on this machine only, and\n" +
			"everything is gone at the end.",
		Run: c.runs(func(ctx context.Context, _ []string) error {
			if !headless && !c.hasPerson() {
				return errNoTerminal
			}
			return c.demo(ctx, headless)
		}),
	})
	cmd.Flags().BoolVar(&headless, "headless", false, "print the settings and serve until interrupted")
	return cmd
}

func (c *client) demo(ctx context.Context, headless bool) (err error) {
	root, err := os.MkdirTemp("", "mailtui-demo-")
	if err != nil {
		return mail.Problem{Op: "demo", Kind: mail.ReadOnly, Cause: mail.FileUnwritable, Path: os.TempDir()}
	}
	defer func() { err = errors.Join(err, os.RemoveAll(root)) }()
	world, err := demo.Start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, world.Close()) }()
	dirs := config.Inside(root)
	if err := writeDemoFiles(dirs, world.Accounts()); err != nil {
		return err
	}
	if headless {
		if err := c.printDemo(dirs, world.Accounts()); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	}
	began := time.Now()
	return c.show(ctx, app.Options{
		Dirs: dirs, Log: c.logger(), Now: func() time.Time { return demo.Now().Add(time.Since(began)) },
	})
}

// writeDemoFiles writes the files that a user of these accounts would write.
// The maildrop is kept, so that another client can be pointed at it too.
func writeDemoFiles(dirs config.Dirs, accounts []demo.Account) error {
	for _, a := range accounts {
		err := config.SaveAccount(dirs, config.Account{
			Name: a.Name, ID: mail.AccountID(a.Name), Email: a.Email, FullName: a.FullName,
			Protocol: config.Protocol(a.Protocol),
			Server:   config.Server{Host: a.Host, Port: a.Port, TLS: config.NoTLS},
			SMTP:     &config.Server{Host: a.Host, Port: a.SMTPPort, TLS: config.NoTLS},
			POP3:     config.POP3{OnServer: config.Keep},
			Auth:     config.Auth{User: a.User, PasswordCommand: []string{"printf", "%s", a.Password}},
		})
		if err != nil {
			return err
		}
	}
	// The world's clock stands still, ours does not: keep all of its mail.
	path := filepath.Join(dirs.Config, "config.toml")
	if err := os.WriteFile(path, []byte("[sync]\noffline_days = 0\n"), 0o600); err != nil {
		return mail.Problem{Op: "demo", Kind: mail.ReadOnly, Cause: mail.FileUnwritable, Path: path}
	}
	return nil
}

func (c *client) printDemo(dirs config.Dirs, accounts []demo.Account) error {
	return c.print(func(p *printer) {
		for _, a := range accounts {
			file := filepath.Join(dirs.Accounts(), a.Name+".toml")
			if c.json.on() {
				p.object(demoJSON{
					1, a.Name, a.Email, a.Protocol, a.Host, a.Port, string(config.NoTLS), a.User, a.Password, file,
					dirs.Config, dirs.Data, dirs.State,
				})
				continue
			}
			p.line("%s: %s %s port %d, no encryption, user %s, password %s", a.Name, a.Protocol, a.Host, a.Port, a.User,
				a.Password)
			p.line("    %s", file)
		}
		if !c.json.on() {
			p.line("MAILTUI_CONFIG_DIR=%s", dirs.Config)
			p.line("MAILTUI_DATA_DIR=%s", dirs.Data)
			p.line("MAILTUI_STATE_DIR=%s", dirs.State)
		}
	})
}
