package forecast

// widths are intervals around what a trend tells, as factors.
type widths struct {
	seen                 float64 // from this part of the states on
	states, levels, time Interval
}

// The widths by the part of the states that was seen, as far as the trend told: alone, and
// corrected by a smaller search. TestMeasured derives them, and apart, from
// the runs in testdata.
var (
	alone = []widths{
		{0.1, Interval{0.1, 11.73}, Interval{0.25, 2.09}, Interval{0.07, 2.45}},
		{0.2, Interval{0.12, 22.84}, Interval{0.3, 2.89}, Interval{0.11, 4.42}},
		{0.35, Interval{0.25, 12.49}, Interval{0.33, 2.15}, Interval{0.2, 3.64}},
		{0.5, Interval{0.27, 3.87}, Interval{0.37, 2}, Interval{0.22, 2.22}},
		{0.75, Interval{0.32, 2.45}, Interval{0.4, 2.17}, Interval{0.33, 1.61}},
		{0.9, Interval{0.38, 3.05}, Interval{0.37, 2.5}, Interval{0.28, 1.55}},
		{0.97, Interval{0.36, 6.05}, Interval{0.4, 3}, Interval{0.5, 1.17}},
		{0.995, Interval{0.33, 248}, Interval{0.4, 8}, Interval{0.84, 1.26}},
	}
	likened = []widths{
		{0.1, Interval{0.11, 5.17}, Interval{0.4, 1.63}, Interval{0.08, 1.98}},
		{0.2, Interval{0.2, 5.82}, Interval{0.4, 1.81}, Interval{0.17, 2.16}},
		{0.35, Interval{0.34, 5.16}, Interval{0.53, 2.02}, Interval{0.25, 1.88}},
		{0.5, Interval{0.48, 5.43}, Interval{0.6, 2.04}, Interval{0.33, 2}},
		{0.75, Interval{0.62, 2.67}, Interval{0.58, 1.84}, Interval{0.35, 1.4}},
		{0.9, Interval{0.2, 2.28}, Interval{0.3, 1.5}, Interval{0.43, 1.28}},
		{0.97, Interval{0.68, 2.69}, Interval{0.66, 1.88}, Interval{0.58, 1.13}},
		{0.995, Interval{0.67, 3.81}, Interval{0.66, 2}, Interval{0.88, 1.19}},
	}
)

// apart holds the widths of forecasts from smaller numbers, by how many steps deep they
// are, and savedApart of the factors that one less of a number saves.
var (
	apart      = []Interval{{0.31, 6.63}, {0.63, 15.3}, {0.32, 14.8}}
	savedApart = []Interval{{0.59, 9.06}, {0.69, 4.34}, {0.52, 6.92}}
)

// widthsAt returns the widths when a part of the states was seen, and false if they are
// not known.
func widthsAt(measured []widths, seen float64) (w widths, ok bool) {
	for _, m := range measured {
		if seen >= m.seen {
			w, ok = m, true
		}
	}
	return w, ok
}

// pace holds the width of the time that a state takes.
var pace = Interval{0.53, 1.69}
