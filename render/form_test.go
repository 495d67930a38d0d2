package render

import "testing"

// TestForms: what is filled into a form is shown, and what a browser shows in
// place of a film that cannot be played.
func TestForms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, html, want string
		stats            Stats
	}{
		{"a field", `Name<input value="Ada  Lovelace">here`, "Name Ada Lovelace here\n", Stats{}},
		{"fields of other types", `<input type=text value=a><input type=EMAIL value=b><input type=tel value=c>`, "a b c\n", Stats{}},
		{"an empty field", `Name <input> <input type=text value=" "> here`, "Name here\n", Stats{}},
		{"what is not shown", `a<input type=hidden value=x><input type=password value=x><input type=file value=x>b`, "ab\n", Stats{}},
		{"hidden by a style", `a<input value=x style="display:none">b<p style="font-size:0"><input value=y>`, "ab\n", Stats{}},
		{"buttons", `<input type=submit value="Send answer"><input type=reset value=Clear><button>Press</button><button>me</button>`, "Send answer Clear Press me\n", Stats{}},
		{"boxes", `<input type=checkbox checked> a <input type=checkbox> b`, "[x] a [ ] b\n", Stats{}},
		{"one of several", `<input type=radio> a <input type=radio checked> b`, "( ) a (x) b\n", Stats{}},
		{"a text", `<textarea>Dear Ada,</textarea>`, "Dear Ada,\n", Stats{}},
		{
			"a film",
			`<video poster="https://a.example/p.jpg"><source src="https://a.example/f.mp4"><a href="https://a.example">Watch</a></video>`,
			"Watch [1]\n",
			Stats{RemoteImages: 1},
		},
		{"a film with a picture", `<video><img src="https://a.example/p.jpg" alt=Film></video>`, "Film\n", Stats{RemoteImages: 1}},
		{"a film between words", `a<video>Watch it</video>b`, "a Watch it b\n", Stats{}},
		{"a sound", `<audio controls>Hear <b>it</b></audio>`, "Hear it\n", Stats{}},
		{"an object", `<object data="https://a.example/f.swf"><param name=x><p>Read it</object>`, "Read it\n", Stats{}},
		{"a hidden film", `a<video style="display:none" poster="https://a.example/p.jpg">Watch</video>`, "a\n", Stats{Trackers: 1}},
		{"a hidden object", `a<object hidden>Read it</object>`, "a\n", Stats{}},
	}
	for _, tt := range tests {
		d := renderHTMLText(tt.html, 60)
		checkDocument(t, d, 60)
		if got := d.Text(); got != tt.want || d.Stats != tt.stats {
			t.Errorf("%s: got %q, %+v", tt.name, got, d.Stats)
		}
	}
}
