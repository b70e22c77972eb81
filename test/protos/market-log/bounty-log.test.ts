import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { generateSigner, stageOf, systemRandom } from '../../../aggregation/index.ts'
import {
  type BountyLog,
  decodeBountyLog,
  encodeBountyLog,
  replayBountyLog,
  verifyBountyLog,
} from '../../../protos/market-log/index.ts'
import { marketFiles } from '../../support/market-files.ts'

const { coordinator, exits, logs } = marketFiles()
const key = coordinator.publicKey

test('every exit replays from its file to the settlement that was sealed', t => {
  for (const [i, log] of logs.entries()) {
    const read = decodeBountyLog(encodeBountyLog(log))
    const verified = read.kind === 'read' ? verifyBountyLog(read.log, key) : read
    if (verified.kind !== 'verified') return t.fail(`${exits[i]!.name}: ${JSON.stringify(verified)}`)
    t.is(stageOf(verified.state.life), exits[i]!.stage)
    t.deepEqual(verified.state.settlement, exits[i]!.state.settlement)
    t.true(verified.state.isSealed)
  }
})

/** What is said against a file; undefined where it holds. */
function faultOf(bytes: Uint8Array): string | undefined {
  const read = decodeBountyLog(bytes)
  if (read.kind === 'malformed') return `${read.field} ${read.problem}`
  const verified = verifyBountyLog(read.log, key)
  return verified.kind === 'verified' ? undefined : verified.detail
}

const files = logs.map(encodeBountyLog)

testProp(
  'a file in which any byte is another is refused, with a sentence',
  [
    fc.nat(files.length - 1),
    fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    fc.integer({ min: 1, max: 255 }),
  ],
  (t, file, place, flip) => {
    const bytes = Uint8Array.from(files[file]!)
    const at = Math.floor(place * bytes.length)
    bytes[at] = bytes[at]! ^ flip
    const fault = faultOf(bytes)
    t.is(typeof fault, 'string', `byte ${at} of ${exits[file]!.name} may be another`)
    t.true(fault!.length > 10)
  },
  { numRuns: 600 },
)

test('what was changed in a leaf is said of that leaf, by the log and by the rules', t => {
  const log = logs[0]!
  const place = log.leaves.findIndex(({ leaf }) => leaf.includes('"kind":"round"'))
  const change = (leaf: string): BountyLog => ({
    ...log,
    leaves: log.leaves.map((one, i) => (i === place ? { ...one, leaf } : one)),
  })
  const { leaf, index } = log.leaves[place]!
  const richer = change(leaf.replace(/"amountUnits":"(\d)/, '"amountUnits":"9$1'))
  const verified = verifyBountyLog(richer, key)
  t.like(verified, { kind: 'refused', leaf: place, rule: 'not-in-log' })
  t.true(
    verified.kind === 'refused' &&
      verified.detail.startsWith(`leaf ${place} of the bounty (${index} of the log): `),
  )
  const replayed = replayBountyLog(richer)
  t.like(replayed, { kind: 'refused', leaf: place, rule: 'another-pay' })
  t.regex(replayed.kind === 'refused' ? replayed.detail : '', /the log gives .* units, and the terms/)
})

test('a leaf that is left out, put elsewhere or repeated is missed', t => {
  const log = logs.at(-1)!
  for (let i = 0; i < log.leaves.length - 1; i++) {
    const without = { ...log, leaves: log.leaves.filter((_, place) => place !== i) }
    const swapped = { ...log, leaves: log.leaves.with(i, log.leaves[i + 1]!).with(i + 1, log.leaves[i]!) }
    const repeated = { ...log, leaves: log.leaves.toSpliced(i, 0, log.leaves[i]!) }
    for (const wrong of [without, swapped, repeated]) {
      const verified = verifyBountyLog(wrong, key)
      // What vests after the settlement may end at any leaf: the last but one is such a leaf.
      const isEarlier = verified.kind === 'verified' && i === log.leaves.length - 2 && wrong === without
      t.true(verified.kind === 'refused' || isEarlier, `leaf ${i}`)
    }
  }
})

test('the log of another coordinator, other terms and another bounty are refused', t => {
  const [log, other] = [logs[0]!, logs[1]!]
  const stranger = generateSigner(systemRandom).signer.publicKey
  t.like(verifyBountyLog(log, stranger), { kind: 'refused', rule: 'not-signed' })
  t.like(verifyBountyLog({ ...log, terms: log.terms.replace('testing', 'jesting') }, key), {
    leaf: 0,
    rule: 'another-terms',
  })
  t.like(verifyBountyLog({ ...log, bountyId: other.bountyId }, key), { leaf: 0, rule: 'another-bounty' })
  const mixed = { ...log, leaves: [log.leaves[0]!, other.leaves[1]!] }
  t.like(verifyBountyLog(mixed, key), { leaf: 1, rule: 'another-bounty' })
})

test('what is no bounty’s log is refused by the field that is wrong', t => {
  const log = logs[6]!
  const faultIn = (document: object) => decodeBountyLog(encodeBountyLog(document as BountyLog))
  t.like(faultIn({ ...log, type: 'parley/bounty-log/v2' }), { kind: 'malformed', field: 'type' })
  t.like(faultIn({ ...log, leaves: [] }), { field: 'leaves' })
  t.like(faultIn({ ...log, leaves: [{ ...log.leaves[0]!, index: -1 }] }), { field: 'leaves.0.index' })
  t.like(faultIn({ ...log, leaves: [{ ...log.leaves[0]!, path: ['00'] }] }), { field: 'leaves.0.path.0' })
  t.like(faultIn({ ...log, more: 1 }), { kind: 'malformed' })
  const spaced = Buffer.from(JSON.stringify(log, null, 1))
  t.like(decodeBountyLog(spaced), { field: '(document)', problem: 'must be in canonical form' })
  t.like(decodeBountyLog(Uint8Array.of(0xff)), { problem: 'must be JSON in UTF-8' })
})
