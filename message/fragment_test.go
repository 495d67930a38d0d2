package message

import "testing"

func TestFragment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, kind string
		want       Fragment
		ok         bool
	}{
		{"the second", `message/partial; number=2; total=3; id="abc@x.example"`, Fragment{2, 3}, true},
		{"the last", `Message/Partial; id=a; NUMBER="3"; total="3"`, Fragment{3, 3}, true},
		{"no total", `message/partial; id=a; number=1`, Fragment{1, 0}, true},
		{"less in all", `message/partial; id=a; number=5; total=3`, Fragment{5, 0}, true},
		{"total that is none", `message/partial; id=a; number=1; total=x`, Fragment{1, 0}, true},
		{"no number", `message/partial; id=a; total=3`, Fragment{}, false},
		{"zero", `message/partial; id=a; number=0; total=3`, Fragment{}, false},
		{"less than zero", `message/partial; number=-1`, Fragment{}, false},
		{"too large", `message/partial; number=99999999999999999999`, Fragment{}, false},
		{"something else", `message/rfc822; number=1; total=3`, Fragment{}, false},
		{"nothing", ``, Fragment{}, false},
	}
	for _, tt := range tests {
		m := parse(t, crlf("Subject: x\nContent-Type: "+tt.kind+"\n\nSubject: y\n\nhello\n"))
		if got, ok := m.Fragment(); got != tt.want || ok != tt.ok {
			t.Errorf("%s: %+v, %v", tt.name, got, ok)
		}
	}
}
