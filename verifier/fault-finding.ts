/** What a holder's own signatures prove against it. */
import {
  decodeFault,
  type FaultDoubt,
  fromHex,
  type Place,
  type ProvedFault,
  verifyFault,
} from '../aggregation/index.ts'
import { orMalformed } from './document-error.ts'
import type { Finding } from './finding.ts'

const provedFaults: Readonly<Record<ProvedFault, string>> = {
  'two-seed-commitments': 'the holder committed to two different seeds in one draw',
  'two-advertisements': 'the holder advertised two different sets of keys in one attempt',
  'two-key-shares': 'the holder dealt two different sets of shares in one session',
  'two-masked-inputs': 'the holder signed headers of two different masked inputs in one session',
  'two-survivor-signatures': 'the holder signed two different survivor sets in one session',
  'two-unmaskings': 'the holder opened two different lists of shares in one session',
  'unmasking-of-another-set': 'the holder signed one survivor set of a session and opened shares for another',
  'two-audit-openings': 'the holder opened one record of its dataset in two different ways',
  'commitment-does-not-open': 'the holder showed another seed in a draw than it had committed to',
  'inconsistent-shares': 'the holder dealt shares of another secret than it had committed to',
  'own-share-altered': 'the holder opened another share of its own secret than it had dealt',
  'failed-audit': 'the holder signed a record that is not under the root it consented with',
}

const faultDoubts: Readonly<Record<FaultDoubt, string>> = {
  'another-holder': 'the key in the file is not the key of the holder you named',
  'first-not-signed': 'the first message is not signed under the key in the file at this place',
  'second-not-signed': 'the second message is not signed under the key in the file at this place',
  'no-contradiction': 'an honest holder may have signed both messages',
  'not-signed': 'not all of it is signed under the key in the file at this place',
  'other-parameters': 'the parameters are not those of the session',
  'too-few-openings': 'there are fewer opened shares than the threshold',
  'not-under-the-root': 'a share is not under the root that the holder signed, or is there twice',
  'not-in-the-roster': 'the index is not shown to be the holder’s own',
  'no-such-opening': 'the holder’s own share is not among those that it opened',
  'no-seed-shown': 'the call shows no seed',
  'another-draw': 'the seed was shown in another draw',
  honest: 'what is in it fits together, as of an honest holder',
}

export function examineFault(bytes: Uint8Array, holderKey: string | undefined): Finding {
  const { document } = orMalformed(decodeFault(bytes))
  const verdict = verifyFault(document, holderKey === undefined ? undefined : fromHex(holderKey))
  const details = { identityKey: document.identityKey }
  if (verdict.kind === 'not-proved') {
    const { reason } = verdict
    return { type: 'fault', isValid: false, proves: faultDoubts[reason], details: { ...details, reason } }
  }
  const { fault, place } = verdict
  return {
    type: 'fault',
    isValid: true,
    proves: `${provedFaults[fault]}, ${placeText(place)} (key ${document.identityKey})`,
    details: { ...details, fault, place },
  }
}

function placeText(place: Place): string {
  if (place.kind === 'bounty') return `of bounty ${place.bountyId}`
  return `in attempt ${place.attempt} of round ${place.round} of bounty ${place.bountyId}`
}
