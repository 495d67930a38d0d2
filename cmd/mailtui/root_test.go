package main

import "testing"

func TestNeedsASCII(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		env  map[string]string
		want bool
	}{
		{"nothing set", nil, false},
		{"a terminal of today", map[string]string{"TERM": "xterm-256color", "LANG": "en_GB.UTF-8"}, false},
		{"another spelling", map[string]string{"LANG": "de_DE.utf8@euro"}, false},
		{"a locale without a character set", map[string]string{"LANG": "C"}, false},
		{"Latin-1", map[string]string{"LANG": "de_DE.ISO-8859-1@euro"}, true},
		{"the strongest counts", map[string]string{"LANG": "en_GB.UTF-8", "LC_CTYPE": "ja_JP.eucJP"}, true},
		{"the strongest is UTF-8", map[string]string{"LC_ALL": "C.UTF-8", "LANG": "ja_JP.eucJP"}, false},
		{"the console of Linux", map[string]string{"TERM": "linux", "LANG": "en_GB.UTF-8"}, true},
		{"a terminal of old", map[string]string{"TERM": "vt220"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := needsASCII(func(name string) string { return tt.env[name] }); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
