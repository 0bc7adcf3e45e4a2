// Package auth says who is asking. What they may do is policy's to say, elsewhere and later.
//
// People are those of an [Issuer], an OpenID Connect provider: a program sends its access token ([Issuer.Bearer]), a
// browser signs in there and holds a session's cookie ([Sessions]). Whoever is seen the first time is given an actor
// of chance; what else is known of them stands in the table of people ([Store]) and nowhere else, logs included.
// Without an issuer there may be [Development] people, on a developer's own machine.
package auth

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"pooled/ledger"
)

// An Authenticator says who sends a request, or refuses: with [ErrNobody], with [ErrCrossOrigin], or with an error
// that says why it cannot be known at present. It must be safe for concurrent use.
type Authenticator func(*http.Request) (ledger.ActorID, error)

// Challenge is what a refused caller is told in the WWW-Authenticate header.
const Challenge = `Bearer realm="pooled"`

// ErrNobody is the refusal of a request that does not say who is asking, or not in a way that is known.
var ErrNobody = errors.New("send Authorization: Bearer and a token that is known here, or sign in")

// ErrCrossOrigin is the refusal of what another site has a person's browser send with the session's cookie.
var ErrCrossOrigin = errors.New("the request comes from another site's page; open this service itself and ask there")

// refusal is ErrNobody with the reason, in words of ours that may be logged. Who is refused is not told it.
type refusal string

func (refusal) Error() string        { return ErrNobody.Error() }
func (refusal) Is(target error) bool { return target == ErrNobody } //nolint:errorlint // this is what Is is for

// Reason says why somebody was refused, for the log: it holds nothing of what was sent.
func Reason(err error) string {
	if r, ok := errors.AsType[refusal](err); ok {
		return string(r)
	}
	return "nobody"
}

// timer is the actor of what is done by the clock. Nobody can be it: the program asks in its name without a door.
const timer = ledger.Timer

// Either authenticates by the Authorization header where there is one, and else by the session's cookie. A header
// that is refused is not made good by a cookie.
func Either(bearer, cookie Authenticator) Authenticator {
	return func(r *http.Request) (ledger.ActorID, error) {
		who := cookie
		if len(r.Header["Authorization"]) > 0 {
			who = bearer
		}
		actor, err := who(r)
		if err == nil && (actor == timer || ledger.CheckID("the actor", actor) != nil) {
			return "", refusal("not an actor that anybody can be")
		}
		if err != nil {
			return "", err
		}
		return actor, nil
	}
}

// Nobody refuses everybody.
func Nobody(*http.Request) (ledger.ActorID, error) { return "", ErrNobody }

// bearer is the one token of the Authorization header.
func bearer(r *http.Request) (string, error) {
	values := r.Header["Authorization"]
	if len(values) != 1 {
		return "", refusal("no Authorization header, or several")
	}
	token, ok := strings.CutPrefix(values[0], "Bearer ")
	if !ok {
		return "", refusal("not a bearer token")
	}
	return token, nil
}

// DevelopmentProvider stands in the place of an issuer where there are development people.
const DevelopmentProvider = "development"

// DevelopmentBanner stands on every page where there are development people.
const DevelopmentBanner = "Development people: whoever reaches this program is whoever they say. Not for real money."

// Development takes everybody's word for who they are: "Authorization: Bearer development:ada" is ada. It is for
// trying the program out, and must not be reachable from elsewhere: see [Loopback]. It refuses a request for another
// host's name, which a page of some other site could have a browser send here.
func Development(r *http.Request) (ledger.ActorID, error) {
	token, err := bearer(r)
	if err != nil {
		return "", err
	}
	name, ok := strings.CutPrefix(token, "development:")
	if !ok {
		return "", refusal("not a development person")
	}
	return DevelopmentPerson(r, name)
}

// DevelopmentPerson is the development person of a name, asked for on this machine. Anybody can be anybody, but for
// the actor that nobody can be.
func DevelopmentPerson(r *http.Request, name string) (ledger.ActorID, error) {
	actor := ledger.ActorID(name)
	if actor == timer || ledger.CheckID("the actor", actor) != nil {
		return "", refusal("not a development person")
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if !isLoopback(strings.Trim(host, "[]")) {
		return "", refusal("a development person of another host's name")
	}
	return actor, nil
}

// Loopback refuses an address to listen on that other machines can reach: with development people, whoever reaches
// the program is whoever they say.
func Loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("the address to listen on: %w", err)
	}
	if isLoopback(host) {
		return nil
	}
	return fmt.Errorf("development people (Bearer development:…) are let in on this machine alone: "+
		"listen on 127.0.0.1 or [::1] rather than on %q", address)
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
