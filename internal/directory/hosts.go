package directory

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"pooled/ledger"
)

// Hosts are where feeds may be fetched from. The empty value is nowhere.
type Hosts struct {
	origins []string       // scheme and host, such as https://data.example.gov.uk
	private []netip.Prefix // addresses that would be refused otherwise
}

// ParseHosts reads the operator's list. An entry is a host, with a port where it is not the usual one (fetched by
// https); http:// before it where it is fetched without encryption; or an address or range of addresses, such as
// 10.0.0.0/8, that is private and may be connected to all the same.
func ParseHosts(entries []string) (Hosts, error) {
	var h Hosts
	for _, entry := range entries {
		if prefix, err := netip.ParsePrefix(entry); err == nil {
			h.private = append(h.private, prefix.Masked())
			continue
		}
		if at, err := netip.ParseAddr(entry); err == nil {
			h.private = append(h.private, netip.PrefixFrom(at.Unmap(), at.Unmap().BitLen()))
			continue
		}
		if !strings.Contains(entry, "://") {
			entry = "https://" + entry
		}
		u, err := url.Parse(entry)
		if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" ||
			strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
			return h, fmt.Errorf("%q is no host, such as data.example.gov.uk, and no range of addresses, such as 10.0.0.0/8", entry)
		}
		h.origins = append(h.origins, origin(u))
	}
	return h, nil
}

// origin is the scheme, host and port of an address, in one way of writing.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return u.Scheme + "://" + strings.TrimSuffix(strings.ToLower(u.Hostname()), ".") + ":" + port
}

// check refuses an address whose host is not listed.
func (h Hosts) check(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return nil, ledger.ErrInvalid.With("the feed's address is not one, such as https://data.example.gov.uk/services")
	}
	if !slices.Contains(h.origins, origin(u)) {
		return nil, ledger.ErrForbidden.With("feeds are not fetched from %s: the operator of this service lists the hosts they "+
			"may come from (directory-hosts)", plain(u.Hostname()))
	}
	u.Fragment = ""
	return u, nil
}

// special are ranges that are no public host's, beside those that netip knows.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

// mayDial refuses an address that is not a public one, unless the operator listed it. It is asked about the very
// address that is connected to, after the name has been looked up: what the name says another time does not matter.
func (h Hosts) mayDial(at netip.Addr) error {
	at = at.Unmap().WithZone("")
	within := func(p netip.Prefix) bool { return p.Contains(at) }
	if slices.ContainsFunc(h.private, within) {
		return nil
	}
	if !at.IsGlobalUnicast() || at.IsPrivate() || slices.ContainsFunc(special, within) {
		return ledger.ErrForbidden.With("the feed's host is at %s, which is not a public address; the operator of this service "+
			"can list it (directory-hosts)", at)
	}
	return nil
}
