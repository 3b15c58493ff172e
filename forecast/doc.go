// Package forecast says how large a state space will be while it is being searched
// breadth-first: how many states, how many levels, how much time.
//
// The sizes of the levels rise, peak and fall, and the ratio of one to the one before
// falls from level to level. Of goes on with the trend of the last third of them. What
// that is worth was measured on the models of this repository: each number comes as an
// interval that held the truth in about nine of ten forecasts, on average over models on
// which its width did not depend. Where there is no trend to go on with, or where
// the interval would tell next to nothing, there is no forecast.
package forecast
