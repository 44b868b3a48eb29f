package fetch

import (
	"net"
	"net/netip"
	"syscall"

	"assay/evidence"
)

// forbidden are ranges that no document of the public web lives in, beyond
// those that netip names: carrier NAT, protocol assignments, documentation,
// benchmarking, reserved, 6to4 and Teredo (which carry an IPv4 address inside),
// NAT64, unique local and site-local addresses.
var forbidden = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "255.255.255.255/32",
	"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10", "::/96",
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// Public reports whether an address belongs to the public internet. Mapped
// forms (::ffff:10.0.0.1) are judged by the address inside.
func Public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsValid() || ip.IsUnspecified() || ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() ||
		ip.IsLinkLocalMulticast() || ip.IsInterfaceLocalMulticast() || ip.IsMulticast() {
		return false
	}
	for _, p := range forbidden {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// Guard is a net.Dialer.Control: it sees the address after the name was
// resolved, just before the connection, so that a name which changes its answer
// between check and use gains nothing.
func Guard(network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return evidence.Errorf(evidence.Denied, "connection over %s refused", network)
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return evidence.Errorf(evidence.Denied, "address %s refused", address)
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !Public(ip) {
		return evidence.Errorf(evidence.Denied, "address %s is not on the public internet", host)
	}
	if port != "80" && port != "443" {
		return evidence.Errorf(evidence.Denied, "port %s refused; 80 and 443 are read", port)
	}
	return nil
}
