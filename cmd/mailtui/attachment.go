package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// listedJSON is an attachment as attachment list prints it.
type listedJSON struct {
	V int `json:"v"`
	attachmentJSON
	Risk string `json:"risk,omitempty"` // see riskWord
}

// riskWord names why an attachment must not be opened like any other: "program",
// "disguised", or "" when it may be.
func riskWord(r message.Risk) string {
	switch r {
	case message.Program:
		return "program"
	case message.Disguised:
		return "disguised"
	default:
		return ""
	}
}

// savedJSON is an attachment as attachment save prints it: where it is, or why
// it is not.
type savedJSON struct {
	V       int     `json:"v"`
	Part    string  `json:"part"`
	Path    *string `json:"path"`
	Problem *string `json:"problem"`
}

func (c *client) attachmentCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "attachment", Short: "List and save what is attached to a message",
		Args: needsCommand, Run: nothing,
		Long: "List and save what is attached to a message: files, and other messages.",
	}
	cmd.AddCommand(c.attachmentListCommand(), c.attachmentSaveCommand())
	return cmd
}

func (c *client) attachmentListCommand() *cobra.Command {
	return c.jsonFlag(&cobra.Command{
		Use: "list ID", Short: "List the attachments of a message", Args: oneMessage,
		Long: "List the attachments of a message: part, name, type by its content, and size.",
		Run:  c.does(c.withMail(c.listAttachments)),
	})
}

func (c *client) listAttachments(ctx context.Context, m *app.Mail, args []string) error {
	id, err := c.message(ctx, m, args[0])
	if err != nil {
		return err
	}
	msg, err := m.Message(ctx, id)
	if err != nil {
		return errors.Join(err, want(ctx, id, m.Want, err))
	}
	if !c.json.on() {
		return c.print(func(p *printer) {
			for _, a := range msg.Attachments() {
				p.line("%s", attachmentLine(a))
			}
		})
	}
	list, err := m.Attachments(ctx, id, msg)
	if err != nil {
		return err
	}
	return c.print(func(p *printer) {
		for _, a := range list {
			p.object(listedJSON{V: 1, attachmentJSON: newAttachmentJSON(a), Risk: riskWord(a.Risk)})
		}
	})
}

func (c *client) attachmentSaveCommand() *cobra.Command {
	dir := folderName(".")
	cmd := c.jsonFlag(&cobra.Command{
		Use: "save ID [PART…]", Short: "Save attachments of a message", Args: someMessage,
		Long: "Save attachments of a message, all of them when no part is named, and print where they are.\n" +
			"No file is replaced: a name that is taken gets a number. What is not on this machine yet is\n" +
			"read by the next sync.",
		Run: c.does(c.withMail(func(ctx context.Context, m *app.Mail, args []string) error {
			id, err := c.message(ctx, m, args[0])
			if err != nil {
				return err
			}
			return c.saveAttachments(ctx, m, id, args[1:], string(dir))
		})),
	})
	cmd.Flags().Var(&dir, "dir", "the folder to save into")
	return cmd
}

// saveAttachments saves parts. One that is not here is asked for, and keeps no
// other from being saved.
func (c *client) saveAttachments(ctx context.Context, m *app.Mail, id mail.LocalID, parts []string, dir string) error {
	list, err := m.SaveEach(ctx, id, parts, dir)
	if err == nil && len(list) == 0 {
		c.tell("Nothing is attached to message %s.", id)
	}
	saved := 0
	var failed error
	p := c.newPrinter()
	for _, s := range list {
		switch {
		case s.Err != nil:
			s.Err = errors.Join(s.Err, want(ctx, id, func(ctx context.Context, id mail.LocalID) error {
				return m.WantPart(ctx, id, s.Part)
			}, s.Err))
			failed = errors.Join(failed, s.Err) // the first one decides
			c.tell("mailtui: %s", c.sentence(s.Err))
		case s.Path == "": // nothing more could be saved
			continue
		default:
			saved++
		}
		c.printSaved(p, s)
	}
	if err := errors.Join(notSaved(err), want(ctx, id, m.Want, err), p.flush()); err != nil {
		return err
	}
	switch {
	case failed == nil:
		return nil
	case saved > 0:
		return errTold
	default:
		return &codeError{errTold, exitCode(failed)}
	}
}

// notSaved gives an error that the folder is to blame for its exit code.
func notSaved(err error) error {
	switch p, _ := mail.ProblemOf(err); p.Cause {
	case mail.FileMissing, mail.NotFolder, mail.FileUnreadable, mail.FileUnwritable:
		return &codeError{err, exitCantCreate}
	default:
		return err
	}
}

func (c *client) printSaved(p *printer, s mail.Saved) {
	if !c.json.on() {
		if s.Err == nil {
			p.line("%s", mail.Line(s.Path))
		}
		return
	}
	out := savedJSON{V: 1, Part: s.Part}
	if s.Err == nil {
		out.Path = &s.Path
	} else {
		problem := backend.ProblemOf(s.Err, "save")
		out.Problem = problemJSON(&problem)
	}
	p.object(out)
}
