package directory

import (
	"net/netip"
	"testing"
)

func TestPrivateAddressesAreRefused(t *testing.T) {
	t.Parallel()
	hosts, err := ParseHosts([]string{"data.example.gov.uk", "10.1.0.0/16", "192.168.1.7", "fd00::/8"})
	if err != nil {
		t.Fatal(err)
	}
	for address, may := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "10.1.2.3": true, "192.168.1.7": true, "fd12::1": true,
		"10.2.0.1": false, "192.168.1.8": false, "127.0.0.1": false, "::1": false, "0.0.0.0": false, "::": false,
		"169.254.169.254": false, "fe80::1": false, "172.16.0.1": false, "100.64.0.1": false, "224.0.0.1": false,
		"255.255.255.255": false, "::ffff:127.0.0.1": false, "::ffff:10.2.0.1": false, "64:ff9b::7f00:1": false,
		"2002:7f00:1::": false, "fc00::1": false, "198.18.0.1": false, "240.0.0.1": false, "::ffff:10.1.2.3": true,
	} {
		if err := hosts.mayDial(netip.MustParseAddr(address)); (err == nil) != may {
			t.Errorf("%s: %v", address, err)
		}
	}
}
