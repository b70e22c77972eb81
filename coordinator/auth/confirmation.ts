/** What a call needs beside its signature: what its method says, and where that hangs on the request, what the request says. */
import { equalBytes, toHex } from '../../aggregation/index.ts'
import type { Confirmation } from '../../protos/access.ts'
import { inviteRequestCodec, revokeKeyRequestCodec } from '../../protos/codec/index.ts'
import { type OperationName, operations } from '../../protos/operations.ts'
import type { Caller } from '../../protos/service.ts'
import { keyIdOf } from '../../protos/signed-request.ts'
import type { Members } from './members.ts'
import { isOfHouse } from './sides.ts'

/** What this coordinator insists on. */
export interface ConfirmationPolicy {
  /** Whoever has no second factor may not, where the method asks for one. */
  readonly needsSecondFactor: boolean
  /** Another member approves, where the method asks for one. */
  readonly needsSecondPerson: boolean
}

/** As it is in an environment: people play all parts themselves where nothing is at stake. */
export function usualConfirmation(environment: string): ConfirmationPolicy {
  const isLive = environment === 'live'
  return { needsSecondFactor: isLive, needsSecondPerson: isLive }
}

/** As the methods' own, and `signature` for what a key may always do by itself. */
export type Needed = Exclude<Confirmation, 'none'> | 'signature'

/** The request is the exact bytes, which the method can read. */
export function neededFor(
  name: OperationName,
  { identityKey, organisation }: Pick<Caller, 'identityKey' | 'organisation'>,
  request: Uint8Array,
  members: Pick<Members, 'keys'>,
): Needed {
  const { confirmation } = operations[name]
  if (name === 'revokeKey') {
    const { keyId } = revokeKeyRequestCodec.decode(request)
    // Whoever was robbed ends the key that it signs with, whatever else a thief has added.
    if (equalBytes(keyId, keyIdOf(identityKey))) return 'signature'
    return members.keys.find(toHex(keyId))?.organisation === organisation ? 'transaction' : 'second-factor'
  }
  // Whoever is let in on the coordinator's own side approves what others of it ask for.
  if (name === 'invite' && isOfHouse(inviteRequestCodec.decode(request).role)) return 'second-person'
  return confirmation === 'none' ? 'signature' : confirmation
}
