/*
 * Two-phase commit as models/twopc/TwoPhase.tla has it, for Spin: the same steps
 * between the same states. Resource managers are bits, so that a state is small and
 * the invariant is one comparison; each step is atomic, so that nothing is stored
 * between steps. cc -DN=... says how many there are, 1..10.
 */

#define ALL ((1 << N) - 1)
#define INIT 0
#define COMMITTED 1
#define ABORTED 2

/* rmState: an RM in none of the sets is working. */
short rmPrepared, rmCommitted, rmAborted;
byte tmState;
short tmPrepared;
/* msgs */
short msgPrepared;
bool msgCommit, msgAbort;

#define has(set, bit) (((set) & (bit)) != 0)
#define working(bit) !has(rmPrepared | rmCommitted | rmAborted, bit)

/* TCConsistent */
#define consistent assert(rmCommitted == 0 || rmAborted == 0)

#define RM(bit) \
	:: d_step { tmState == INIT && has(msgPrepared, bit) -> tmPrepared = tmPrepared | (bit); consistent } \
	:: d_step { working(bit) -> rmPrepared = rmPrepared | (bit); msgPrepared = msgPrepared | (bit); consistent } \
	:: d_step { working(bit) -> rmAborted = rmAborted | (bit); consistent } \
	:: d_step { msgCommit -> rmPrepared = rmPrepared & ~(bit); rmAborted = rmAborted & ~(bit); rmCommitted = rmCommitted | (bit); consistent } \
	:: d_step { msgAbort -> rmPrepared = rmPrepared & ~(bit); rmCommitted = rmCommitted & ~(bit); rmAborted = rmAborted | (bit); consistent }

active proctype TwoPhase() {
end:	do
	:: d_step { tmState == INIT && tmPrepared == ALL -> tmState = COMMITTED; msgCommit = true; consistent }
	:: d_step { tmState == INIT -> tmState = ABORTED; msgAbort = true; consistent }
	RM(1)
#if N > 1
	RM(2)
#endif
#if N > 2
	RM(4)
#endif
#if N > 3
	RM(8)
#endif
#if N > 4
	RM(16)
#endif
#if N > 5
	RM(32)
#endif
#if N > 6
	RM(64)
#endif
#if N > 7
	RM(128)
#endif
#if N > 8
	RM(256)
#endif
#if N > 9
	RM(512)
#endif
	od
}
