package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mailtui/mailtui/mail"
)

// ownWords makes what is wrong with the words of a command a problem like any
// other: the library that reads them has sentences of its own, none of which
// says what to type instead.
func ownWords(root *cobra.Command) {
	root.SetFlagErrorFunc(flagProblem)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = func(_ *cobra.Command, words []string) error { return findCommand(root, words) }
		case "completion":
			cmd.Args, cmd.Run = needsCommand, nothing
			for _, shell := range cmd.Commands() {
				shell.Args = noWords
			}
		}
	}
}

// nothing is what a command does whose work is done by those below it: without
// it the library would print the help, as if all were well.
func nothing(*cobra.Command, []string) {}

// usage returns a problem with the words of a command.
func usage(cmd *cobra.Command, why mail.Cause, what string) error {
	return mail.Problem{Op: cmd.CommandPath(), Kind: mail.Usage, Cause: why, What: mail.Line(what)}
}

// noWords is the rule of a command that takes none.
func noWords(cmd *cobra.Command, words []string) error {
	switch {
	case len(words) == 0:
		return nil
	case cmd.HasSubCommands():
		return usage(cmd, mail.NoCommand, words[0])
	default:
		return usage(cmd, mail.WordTooMany, words[0])
	}
}

// needsCommand is the rule of a command that does nothing but by those below it.
func needsCommand(cmd *cobra.Command, words []string) error {
	if len(words) > 0 {
		return noWords(cmd, words)
	}
	var below []string
	for _, c := range cmd.Commands() {
		below = append(below, `"`+c.CommandPath()+`"`)
	}
	return usage(cmd, mail.NeedsCommand, strings.Join(below, " or "))
}

// findCommand is the rule of what help is asked for.
func findCommand(root *cobra.Command, words []string) error {
	cmd, rest, _ := root.Find(words) // an error only where no rule for words is set
	if len(rest) > 0 {
		return usage(cmd, mail.NoCommand, rest[0])
	}
	return nil
}

// oneMessage is the rule of a command that takes a message.
func oneMessage(cmd *cobra.Command, words []string) error {
	if len(words) > 1 {
		return usage(cmd, mail.WordTooMany, words[1])
	}
	return someMessage(cmd, words)
}

// someMessage is the rule of a command that takes a message and more.
func someMessage(cmd *cobra.Command, words []string) error {
	if len(words) == 0 {
		return usage(cmd, mail.NeedsMessage, cmd.CommandPath())
	}
	return nil
}

// flagProblem says what is wrong with a flag of a command.
func flagProblem(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		empty   *pflag.ValueRequiredError
		value   *pflag.InvalidValueError
		syntax  *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return usage(cmd, mail.NoFlag, "-"+unknown.GetSpecifiedName())
	case errors.As(err, &unknown):
		return usage(cmd, mail.NoFlag, "--"+unknown.GetSpecifiedName())
	case errors.As(err, &empty):
		return usage(cmd, mail.FlagNeedsValue, "--"+empty.GetFlag().Name)
	case errors.As(err, &syntax):
		return usage(cmd, mail.NoFlag, syntax.GetSpecifiedFlag())
	case errors.As(err, &value):
		return valueProblem(cmd, value)
	default:
		return usage(cmd, mail.CauseNone, cmd.CommandPath())
	}
}

// valueProblem says what is wrong with the value of a flag.
func valueProblem(cmd *cobra.Command, err *pflag.InvalidValueError) error {
	name := "--" + err.GetFlag().Name
	p, own := mail.ProblemOf(err)
	switch {
	case !own: // the library's own values are texts, which may be any, and switches
		return usage(cmd, mail.FlagTakesNoValue, name+"="+err.GetValue())
	case p.Cause == mail.FlagNeedsValue:
		return usage(cmd, p.Cause, name)
	default:
		return usage(cmd, p.Cause, name+"="+err.GetValue())
	}
}
