package spec

// Certificate collects evidence about the network's rules.
type Certificate interface {
	step(old, new any)
}

func (n *Network[S, I, N, M]) newCertificate(c *compiled[S]) Certificate { return nil }
