package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/config"
)

// TestReadmeShowsFilesThatWork takes each example of README.md as the file it
// shows.
func TestReadmeShowsFilesThatWork(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	accounts := 0
	for _, example := range examples {
		text := example[1]
		if strings.Contains(text, "protocol =") {
			accounts++
			list, err := config.LoadAccounts(account(t, text))
			if err != nil || list[0].Wrong != nil {
				t.Errorf("%v, %v in\n%s", err, list, text)
			}
			continue
		}
		dirs := config.Inside(t.TempDir())
		write(t, filepath.Join(dirs.Config, "config.toml"), text)
		got, err := config.Load(dirs)
		if err != nil {
			t.Errorf("%v in\n%s", err, text)
		}
		if defaults, _ := config.Load(config.Inside(t.TempDir())); !reflect.DeepEqual(got, defaults) {
			t.Errorf("the example does not show the defaults: %+v, %+v", got, defaults)
		}
	}
	if accounts != 2 || len(examples) != 3 {
		t.Errorf("%d examples, %d of them accounts", len(examples), accounts)
	}
}
