/** The part of docs/performance.md on signed requests, from a stored report of `parley bench auth --json`. */

const stores = { pglite: 'embedded', postgres: 'PostgreSQL' }
const kinds = {
  read: 'reads, its handler answers at once',
  rowRead: 'reads, its handler looks a row up',
  change: 'changes something, its handler writes nothing down',
  rowChange: 'changes something, its handler commits a row',
}

/** Other work on the machine slows single figures, and those that wait for a disk more than others. */
function loadText({ loadBefore, machine }) {
  if (loadBefore === null || loadBefore < machine.cores / 2) return ''
  return `, **with much other work on them** (a load of ${loadBefore.toFixed(1)} before it began): single
figures are too slow by a factor that changes; ratios within one turn say more, and a quiet machine has the last word`
}

/** `table` and `figure` are those of the page. */
export function requestsSection(report, { table, figure }) {
  const { machine, calls, microseconds, rowsPerSecond, writers } = report
  const present = Object.keys(stores).filter(store => calls[store] !== null)
  const callRows = present.flatMap(store =>
    Object.entries(kinds).map(([kind, name]) => {
      const { unsignedMs, signedMs, ratio } = calls[store][kind]
      return [stores[store], name, ...[unsignedMs, signedMs, ratio].map(figure)]
    }),
  )
  const rows = present.map(store => {
    const { bare, nonces, noncesInSessions, audited } = rowsPerSecond[store]
    const ratios = [report.nonceRatio[store], report.nonceInSessionRatio[store]]
    return [
      stores[store],
      ...[bare, nonces, noncesInSessions, audited, ...ratios, report.auditAddsMicroseconds[store]].map(
        figure,
      ),
    ]
  })
  const parts = [
    ['the caller signs', microseconds.signing],
    ['the edge reads the signature', microseconds.reading],
    ['the door, all checks of a read', microseconds.door],
    ['of it, Ed25519 itself', microseconds.verifying],
  ].map(([name, took]) => [name, figure(took)])
  const [goal] = report.goals
  return `
## Signed requests

From \`test/benchmarks/results/auth.json\`, the output of \`parley bench auth --json\` on ${report.measuredAt.slice(0, 10)}, on ${machine.processor}, ${machine.cores} cores,
Node.js ${machine.node}${loadText(report)}.

Small calls over gRPC and TLS on loopback, one after the other, client and server on one thread; signed to the real door, unsigned to a door that
lets everything in, before the same handlers.

${table(['database', 'a call that', 'unsigned, ms', 'signed, ms', 'ratio'], callRows)}

The goal is an \`overheadRatio\` of at most ${goal.most} for a small call; for the smallest there is, a read whose handler answers at once, it is ${figure(goal.value)}:
**${goal.holds ? 'the goal holds' : 'the goal is missed'}**. In microseconds of one thread, such a call spends

${table(['what', 'microseconds'], parts)}

The first three come to ${figure(microseconds.signing + microseconds.reading + microseconds.door)} microseconds in a loop of nothing else, and most of them are Ed25519, which signs once and checks once; the
rest of the door is spread thinly: the string under the signature, three hashes, the detectors. Between the calls themselves lies more: there nothing is as
warm as in a loop, and other work on the machine falls on whatever takes longer. ${figure(report.verifiedPerSecondPerCore)} requests a second are checked on one core.
A call that changes something waits for a commit besides:
its nonce has to be on the disk before it is let in, or a restart would forget it.

${writers} writers, without network and signatures; a bare row is one row in a transaction of its own. Rows a second, and, of those that the door
writes, the ratio to bare ones:

${table(['database', 'bare', 'nonces', 'with a number in a session', 'with the event of the audit', 'ratio', 'in a session', 'the event adds, microseconds'], rows)}
`
}
