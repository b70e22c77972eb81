/** How a home's key turns over with its coordinator; may be broken off anywhere and begun again. */
import { toHex } from '../../aggregation/index.ts'
import { signRotation } from '../../protos/key-rotation.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { type Destination, keyIdOf } from '../../protos/signed-request.ts'
import type { KeyList, MemberKey } from '../../protos/types.ts'
import type { KeyRing, NextKeyOptions } from './key-ring.ts'

export interface Rotation extends NextKeyOptions {
  readonly ring: KeyRing
  /** Signs as the ring's present key. */
  readonly port: Pick<CoordinatorPort, 'listKeys' | 'rotateKey'>
  readonly destination: Destination
  /** First instant of the new key; at once unless given. */
  readonly notBeforeMs?: number
  /** Its end; as long as the coordinator's policy has it unless given. */
  readonly notAfterMs?: number
}

const idOf = ({ keyId }: MemberKey) => toHex(keyId)

/** Of the keys of an organisation's members those of the one whose home this is: versions and successors are of each member's own. */
export function ownKeys(ring: Pick<KeyRing, 'findById'>, keys: readonly MemberKey[]): readonly MemberKey[] {
  const role = keys.find(key => ring.findById(idOf(key)) !== undefined)?.role
  return keys.filter(key => key.role === role)
}

/**
 * Ends what an earlier rotation left half done: where the coordinator has the next key as live, the keystore becomes that one.
 * Answers the member's keys.
 */
export async function settleRing({ ring, port }: Pick<Rotation, 'ring' | 'port'>): Promise<Answer<KeyList>> {
  const list = async () => {
    const answer = await port.listKeys({ organisation: '' })
    return answer.kind === 'refused' ? answer : granted({ keys: ownKeys(ring, answer.value.keys) })
  }
  const listed = await list()
  const next = ring.next()
  if (next === undefined) return listed
  if (listed.kind === 'refused' && listed.reason === 'unauthenticated') {
    // The old key may have ended while this home was away: only the new one can ask then.
    const askedAgain = await ring.asNext(list)
    if (askedAgain.kind === 'granted') ring.swapTo(next.keyId)
    return askedAgain
  }
  if (listed.kind === 'refused') return listed
  const known = listed.value.keys.find(key => idOf(key) === next.keyId)
  if (known?.state === 'active' || known?.state === 'retiring') ring.swapTo(next.keyId)
  else if (known !== undefined && known.state !== 'pending') ring.dropNext()
  return listed
}

/** Makes the next key, registers it under both signatures, and signs with it from its first instant on. */
export async function rotateRing(rotation: Rotation): Promise<Answer<MemberKey>> {
  const { ring, port, destination, notBeforeMs = 0, notAfterMs = 0 } = rotation
  const before = ring.current()
  const settledKeys = await settleRing(rotation)
  if (settledKeys.kind === 'refused') return settledKeys
  const { keys } = settledKeys.value
  const own = keys.find(key => idOf(key) === toHex(keyIdOf(ring.current().signer.publicKey)))
  if (own === undefined) return refused('not-found', 'the coordinator does not know the key of this home')
  // A rotation that was cut off before the keystore changed has just been ended: that was the one that is asked for.
  if (ring.current().keyVersion !== before.keyVersion) return granted(own)
  const waiting = keys.find(({ state }) => state === 'pending')
  if (waiting !== undefined) return granted(waiting)
  const { organisation, role } = own
  const newVersion = Math.max(...keys.map(({ version }) => version)) + 1
  const next = ring.prepareNext(newVersion, rotation)
  const times = { oldVersion: own.version, newVersion, notBeforeMs, notAfterMs }
  const signers = { old: ring.current().signer, new: next.signer }
  const rotated = await port.rotateKey(signRotation(destination, { organisation, role }, times, signers))
  if (rotated.kind === 'granted' && rotated.value.state === 'active') ring.swapTo(next.keyId)
  return rotated
}
