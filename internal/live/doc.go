// Package live decides linear temporal properties under fairness on a finite
// state graph.
//
// A Graph holds, for each state, the atoms that are true there and its steps to
// other states. A step carries a class: which actions of interest it is a step of.
// Staying in a state is always possible, and is a step of no action: that is how
// behaviours stutter.
//
// Query.Find looks for a fair behaviour that violates a formula: a path to a
// component of the product of the graph and an automaton in which everything that
// must happen again and again can happen. Weak fairness and the marks of the
// automaton are conditions on a component. A component in which an action is
// enabled and never taken is no witness against that action's strong fairness; one
// of the components that are left when the states that enable it are taken out may
// be. Each such removal settles a condition, so that many of them do not multiply.
package live
