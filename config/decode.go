package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/mailtui/mailtui/mail"
)

// maxFile is how many bytes of a settings file are read at most.
const maxFile = 1 << 20

// document is a settings file that was decoded: it knows where each key stands.
type document struct {
	path string
	keys map[string]unstable.Position // by the key's parts, joined with "."
}

// decode reads the TOML file at path into target, a pointer to a struct, and
// refuses keys that target does not have.
func decode(path string, target any) (*document, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, err
	}
	doc := &document{path: path, keys: positions(text)}
	dec := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	if err := dec.Decode(target); err != nil {
		return nil, doc.explain(err, target)
	}
	return doc, nil
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // the folder is the user's own choice
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile))
	return text, errors.Join(err, f.Close())
}

// explain says in a problem where in the file err is, and what would be right.
func (d *document) explain(err error, target any) error {
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) {
		unknown := missing.Errors[0]
		row, col := unknown.Position()
		key := unknown.Key()
		return d.at(row, col, fmt.Sprintf("there is no key %q%s", strings.Join(key, "."), suggestion(key, target)))
	}
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		row, col := wrong.Position()
		if key := wrong.Key(); len(key) > 0 {
			if form := valueForm(reflect.TypeOf(target).Elem(), key); form != "" {
				return d.at(row, col, strings.Join(key, ".")+" is "+form)
			}
		}
		return d.at(row, col, strings.TrimPrefix(wrong.Error(), "toml: "))
	}
	return d.at(1, 1, strings.TrimPrefix(err.Error(), "toml: "))
}

// problem says what is wrong with the value of a key, at its place in the file.
// A key that is not there is told for the file as a whole.
func (d *document) problem(format string, args []any, key ...string) *mail.Problem {
	what := fmt.Sprintf(format, args...)
	pos, ok := d.keys[strings.Join(key, ".")]
	if !ok {
		return &mail.Problem{Op: "config", Kind: mail.Config, Path: d.path, What: mail.Line(what + ".")}
	}
	wrong := d.at(pos.Line, pos.Column, what)
	return &wrong
}

func (d *document) at(row, col int, what string) mail.Problem {
	return mail.Problem{
		Op:   "config",
		Kind: mail.Config,
		Path: d.path,
		What: mail.Line(fmt.Sprintf("line %d, column %d: %s.", row, col, what)),
	}
}

// problem words an error of [decode] that came from the file system.
func problem(path string, err error) mail.Problem {
	var p mail.Problem
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, fs.ErrNotExist):
		return mail.Problem{Op: "config", Kind: mail.Config, Cause: mail.FileMissing, Path: path}
	default:
		return mail.Problem{Op: "config", Kind: mail.Config, Cause: mail.FileUnreadable, Path: path}
	}
}

// positions finds where each key stands. It stops at the first error, which the
// decoder then reports.
func positions(text []byte) map[string]unstable.Position {
	keys := map[string]unstable.Position{}
	var p unstable.Parser
	p.Reset(text)
	table := ""
	for p.NextExpression() {
		node := p.Expression()
		if node.Kind != unstable.KeyValue && node.Kind != unstable.Table && node.Kind != unstable.ArrayTable {
			continue
		}
		var parts []string
		var first *unstable.Node
		for it := node.Key(); it.Next(); {
			if first == nil {
				first = it.Node()
			}
			parts = append(parts, string(it.Node().Data))
		}
		name := strings.Join(parts, ".")
		if node.Kind != unstable.KeyValue {
			table = name + "."
		} else {
			name = table + name
		}
		keys[name] = p.Shape(first.Raw).Start
	}
	return keys
}

// suggestion names the key that was probably meant, or the ones there are.
func suggestion(key []string, target any) string {
	known := knownKeys(reflect.TypeOf(target).Elem(), key[:len(key)-1])
	if len(known) == 0 {
		return ""
	}
	name := key[len(key)-1]
	nearest := slices.MinFunc(known, func(a, b string) int { return distance(name, a) - distance(name, b) })
	if distance(name, nearest) <= len(name)/2 {
		return fmt.Sprintf("; the nearest one is %q", nearest)
	}
	return "; there are: " + strings.Join(known, ", ")
}

// valueForm says how the value of a key of the struct t is written, or nothing
// when there is no such key.
func valueForm(t reflect.Type, key []string) string {
	for _, name := range key {
		i := slices.Index(knownKeys(t, nil), name)
		if i < 0 {
			return ""
		}
		t = pointee(t.Field(i).Type)
	}
	switch t.Kind() {
	case reflect.Slice:
		return `a list of words, no shell line, like ["pass", "show", "mail/home"]`
	case reflect.String:
		return "text in quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	default:
		return "a table, [" + strings.Join(key, ".") + "] on a line of its own"
	}
}

// knownKeys lists the keys that the struct t has in the table named by path, in
// the order of its fields.
func knownKeys(t reflect.Type, path []string) []string {
	var names []string
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("toml"), ",")
		inner := pointee(field.Type)
		switch {
		case len(path) == 0:
			names = append(names, name)
		case name == path[0] && inner.Kind() == reflect.Struct:
			return knownKeys(inner, path[1:])
		}
	}
	return names
}

// pointee returns what a field holds: the struct of a table, of a list of them
// too, or the type of a value.
func pointee(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct {
		return t.Elem()
	}
	return t
}

// distance is the Levenshtein distance of two keys, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
