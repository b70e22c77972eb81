/**
 * Plays an attempt whose first member's self seed is known beforehand and stops before and after it is wiped, so that
 * the parent can look for the seed in this process's memory. Says `ready` at each stop and goes on when told.
 */
import { once } from 'node:events'
import { type RandomSource, unsafeFixedRandom, wipe } from '../../../../aggregation/crypto/index.ts'
import * as client from '../../../../aggregation/secure/client/index.ts'
import * as server from '../../../../aggregation/secure/server/index.ts'
import { accepted, groupOf, inputOf, shareAll } from '../group.ts'

/** The seed that is looked for is made here from two halves, so that no constant of the program holds it whole. */
function knownSeed(): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => (0xa5 ^ (i * 37 + 11)) & 0xff)
}

async function stop(): Promise<void> {
  process.send!('ready')
  await once(process, 'message')
}

const group = groupOf(4)
const { members, server: masking } = shareAll(group)
const first = members[0]!
// What shareKeys drew is replaced by the known seed; the shares stay those of the old one, which nobody opens here.
const known = knownSeed()
const state: client.SharesSent = { ...first, selfSeed: known }
const opened = accepted(client.acceptInbox(state, server.inboxFor(masking, 1), group.signers[0]!))
await stop()
const masked = client.maskInput(opened.state, inputOf(1, 9), group.signers[0]!)
wipe(opened.spent)
wipe(masked.spent)
const written = client.encodeMemberState(masked.state)
const random: RandomSource = unsafeFixedRandom('noise')
random.bytes(written.length)
;(globalThis as { gc?: () => void }).gc?.()
await stop()
process.exit(known.every(byte => byte === 0) ? 0 : 1)
