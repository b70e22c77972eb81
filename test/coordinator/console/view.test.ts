import test from 'ava'
import { consoleBounty } from '../../../coordinator/console/view.ts'
import { encodeTerms } from '../../../protos/terms.ts'
import type { Bounty } from '../../../protos/types.ts'
import { smallTerms } from '../../support/small-federation.ts'

const none = new Uint8Array(32)
const small = smallTerms(new Uint8Array(), 60)

function toldOf(noise: 'central' | 'distributed') {
  const terms = { ...small, privacy: { unit: 'holder', noise, epsilon: 8, delta: 1e-5 } as const }
  const units = { escrowedUnits: 0n, paidUnits: 0n, feeUnits: 0n, refundedUnits: 0n }
  const lists = { participants: [], declines: [], rounds: [] }
  const bounty = { ...units, ...lists, terms: encodeTerms(terms), buyerKey: none, modelBlob: none }
  return consoleBounty(bounty as unknown as Bounty, null).terms.privacy
}

test('the console is told on whom a promise of privacy rests', t => {
  t.deepEqual(toldOf('central'), { unit: 'holder', epsilon: 8, delta: 1e-5, isOfCoordinator: true })
  t.like(toldOf('distributed'), { epsilon: 8, isOfCoordinator: false })
})
