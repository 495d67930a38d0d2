package main

import (
	"errors"
	"fmt"
	"strconv"
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
		return errors.New(`it is "lines" or "array"`)
	}
}

func (j *jsonForm) String() string { return string(*j) }

// Type is the word for the value in the help.
func (j *jsonForm) Type() string { return "form" }

// count is the value of a flag that is a whole number, not less than min.
type count struct{ n, min int }

// Set, String and Type make it the value of a flag.
func (c *count) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < c.min {
		return fmt.Errorf("it is a whole number, %d or more", c.min)
	}
	c.n = n
	return nil
}

func (c *count) String() string { return strconv.Itoa(c.n) }

// Type is the word for the value in the help.
func (c *count) Type() string { return "number" }
