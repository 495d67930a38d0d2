package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// checkLater refuses what would silently do nothing. A field of the struct that
// file points to with the tag "now" is a key whose feature is not there yet: the
// value of the tag, its default, is all that holds today.
func (d *document) checkLater(file any) *mail.Problem {
	return d.checkTable(reflect.ValueOf(file).Elem(), nil)
}

func (d *document) checkTable(table reflect.Value, path []string) *mail.Problem {
	for i := range table.NumField() {
		field := table.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("toml"), ",")
		key := append(slices.Clone(path), name)
		value := reflect.Indirect(table.Field(i))
		now, later := field.Tag.Lookup("now")
		switch {
		case !value.IsValid(): // the key is not in the file
		case later && fmt.Sprint(value) != now:
			if value.Kind() == reflect.String {
				now = fmt.Sprintf("%q", now)
			}
			return d.problem("%s is %s: another value is not there yet", []any{strings.Join(key, "."), now}, key...)
		case value.Kind() == reflect.Struct:
			if wrong := d.checkTable(value, key); wrong != nil {
				return wrong
			}
		}
	}
	return nil
}
