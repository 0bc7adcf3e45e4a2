package web

import (
	"fmt"
	"html/template"
)

// flow is money on its way, in pence: from a partner through a source to a scheme.
type flow struct {
	Partner, Source, Scheme string
	Pence                   int64
}

const (
	flowWidth  = 960
	flowNode   = 14  // px, a node's width
	flowScale  = 320 // px, of all the money
	flowGap    = 34  // px between nodes, room for a label
	flowMiddle = 330
	flowRight  = 640
)

// node is a place that money passes, with how far its sides are taken up.
type node struct {
	name         string
	pence        int64
	y, size      int64
	taken, given int64
}

// column are the nodes of a step in the order in which they first appear.
type column []*node

func (c *column) find(name string) *node {
	for _, n := range *c {
		if n.name == name {
			return n
		}
	}
	n := &node{name: name}
	*c = append(*c, n)
	return n
}

// place gives each node its height, in proportion to its money, and returns where the column ends.
func (c column) place(most int64) int64 {
	y := int64(22)
	for _, n := range c {
		n.y, n.size = y, max(share(n.pence, most, flowScale), 1)
		y += n.size + flowGap
	}
	return y
}

// drawFlow draws a Sankey diagram: partners, sources, schemes.
func drawFlow(id, title string, flows []flow) template.HTML {
	var partners, sources, schemes column
	var most int64
	for _, f := range flows {
		most += f.Pence
		partners.find(f.Partner).pence += f.Pence
		sources.find(f.Source).pence += f.Pence
		schemes.find(f.Scheme).pence += f.Pence
	}
	height := max(partners.place(most), sources.place(most), schemes.place(most))
	describe := fmt.Sprintf("Money flows from %d partners through %d sources to %d schemes, each band as thick as its amount. "+
		"The table below has every figure.", len(partners), len(sources), len(schemes))
	d := begin(id, title, describe, fmt.Sprintf(`viewBox="0 0 %d %d"`, flowWidth, height))
	for _, f := range flows {
		p, s, to := partners.find(f.Partner), sources.find(f.Source), schemes.find(f.Scheme)
		class := "flow"
		if p != partners[0] {
			class = "flow two"
		}
		d.band(0, p, flowMiddle, s, share(f.Pence, most, flowScale), class)
		d.band(flowMiddle, s, flowRight, to, share(f.Pence, most, flowScale), class)
	}
	for _, step := range []struct {
		x     int
		nodes column
	}{{0, partners}, {flowMiddle, sources}, {flowRight, schemes}} {
		for _, n := range step.nodes {
			d.add(`<rect x="%d" y="%d" width="%d" height="%d" class="one"/>`+"\n", step.x, n.y, flowNode, n.size)
			d.text(fmt.Sprint(step.x), fmt.Sprint(n.y-6), "", "start", n.name)
		}
	}
	return d.end()
}

// band draws money between two nodes and takes up its part of their sides.
func (d *drawing) band(x1 int, from *node, x2 int, to *node, thick int64, class string) {
	a, b := from.y+from.given, to.y+to.taken
	from.given, to.taken = from.given+thick, to.taken+thick
	left, right := int64(x1+flowNode), int64(x2)
	middle := (left + right) / 2
	thick = max(thick, 1)
	d.add(`<path d="M%d %d C%d %d %d %d %d %d V%d C%d %d %d %d %d %d Z" class="%s"/>`+"\n", left, a, middle, a, middle, b,
		right, b, b+thick, middle, b+thick, middle, a+thick, left, a+thick, class)
}
