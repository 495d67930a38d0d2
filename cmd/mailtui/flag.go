package main

import (
	"strconv"

	"github.com/mailtui/mailtui/mail"
)

// jsonForm is the value of --json; none, and the output is for people.
type jsonForm string

// The forms.
const (
	jsonLines jsonForm = "lines" // one object a line
	jsonArray jsonForm = "array" // one document
)

// on reports whether the flag was given.
func (j *jsonForm) on() bool { return *j != "" }

// Set, String and Type make it the value of a flag.
func (j *jsonForm) Set(s string) error {
	switch form := jsonForm(s); form {
	case jsonLines, jsonArray:
		*j = form
		return nil
	default:
		return badValue(mail.NotJSONForm)
	}
}

func (j *jsonForm) String() string { return string(*j) }

// Type is the word for the value in the help.
func (j *jsonForm) Type() string { return "form" }

// count is the value of a flag that is a whole number, not less than min; wrong
// is the cause when it is not.
type count struct {
	n, min int
	wrong  mail.Cause
}

// Set, String and Type make it the value of a flag.
func (c *count) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < c.min {
		return badValue(c.wrong)
	}
	c.n = n
	return nil
}

func (c *count) String() string { return strconv.Itoa(c.n) }

// Type is the word for the value in the help.
func (c *count) Type() string { return "number" }

// folderName is the value of a flag that names a folder.
type folderName string

// Set, String and Type make it the value of a flag.
func (f *folderName) Set(s string) error {
	if s == "" {
		return badValue(mail.FlagNeedsValue)
	}
	*f = folderName(s)
	return nil
}

func (f *folderName) String() string { return string(*f) }

// Type is the word for the value in the help.
func (f *folderName) Type() string { return "folder" }

// badValue returns why a flag refuses a value; which flag and which value,
// usageError adds.
func badValue(why mail.Cause) error { return mail.Problem{Kind: mail.Usage, Cause: why} }
