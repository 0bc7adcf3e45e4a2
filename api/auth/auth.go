// Package auth says who is asking. What they may do is policy's to say, elsewhere and later.
package auth

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"pooled/ledger"
)

// An Authenticator says who sends a request, or refuses with an error that says what is wrong, without repeating
// what was sent. It must be safe for concurrent use.
type Authenticator func(*http.Request) (ledger.ActorID, error)

// Challenge is what a refused caller is told in the WWW-Authenticate header.
const Challenge = `Bearer realm="pooled"`

// ErrNobody is the refusal of a request that does not say who is asking, or not in a way that is known.
var ErrNobody = errors.New("send Authorization: Bearer and a token that is known here")

const developmentScheme = "Bearer development:"

// Development takes everybody's word for who they are: "Authorization: Bearer development:ada" is ada. It is for
// trying the program out, and must not be reachable from elsewhere: see [Loopback].
func Development(r *http.Request) (ledger.ActorID, error) {
	values := r.Header["Authorization"]
	if len(values) != 1 {
		return "", ErrNobody
	}
	name, ok := strings.CutPrefix(values[0], developmentScheme)
	if !ok || ledger.CheckID("the actor", name) != nil {
		return "", ErrNobody
	}
	return ledger.ActorID(name), nil
}

// Loopback refuses an address to listen on that other machines can reach: with development people, whoever reaches
// the program is whoever they say.
func Loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("the address to listen on: %w", err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("development people (Bearer development:…) are let in on this machine alone: "+
		"listen on 127.0.0.1 or [::1] rather than on %q", address)
}
