// Package cli is the whole command line of a model checker, for any list of
// models. A program that offers a model of one's own is three lines long:
//
//	func main() {
//		cli.Main(spec.Single(myModel))
//	}
//
// and is used as
//
//	prog mymodel --workers 2
//	prog list
//	prog simulate mymodel --walks 1000
//	prog estimate mymodel --timeout 10s
//	prog graph mymodel --svg graph.svg
//	prog fairness mymodel --property Termination
//	prog induct mymodel
//	prog prove mymodel
//	prog report mymodel --out DIR
//	prog verify DIR
//
// A spec.Entry offers a model with constants, which become flags.
//
// # Exit status
//
// Scripts may rely on these:
//
//	 0  every property holds and the state space was exhausted; an invariant is inductive
//	 1  anything not listed here: the model's code fails, a file cannot be read or written
//	 2  usage: unknown model, flag, bug or property, a value out of range
//	 3  incomplete: cut by a limit, a time-out or an interrupt, a simulation or a sample; no estimate
//	10  an assumption on the constants fails
//	11  deadlock
//	12  a safety property is violated, an invariant is not inductive, or an obligation of a proof fails
//	13  a liveness property is violated
//	14  a required witness is unreachable
//	15  TLC finds something else than mcheck; the write-up of a proof says something else
//	16  a report does not say what a run finds
//
// With --continue and several violations, the first of 12, 13, 11, 14 counts.
// Temporal properties, of which 13 speaks, are checked with --liveness or by name.
//
// # Rules of output
//
// Results go to standard output, everything else to standard error. An error is
// one line: what is wrong, the value, what was wanted. No capital initials, no
// full stops. A verdict once computed is printed, whatever fails afterwards.
package cli
