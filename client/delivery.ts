/**
 * A model delivered to its buyer: sealed bytes, and their content key in a box for the X25519 key that the buyer derives from its identity. Who has
 * the store's bytes, or the box, and not that identity opens nothing.
 */
import {
  contentKeyBytes,
  equalBytes,
  type Identity,
  openSealedBox,
  openSealedStream,
  publicKeyOf,
  SealedStreamError,
  sha256,
  toHex,
  wipe,
} from '../aggregation/index.ts'
import type { Answer } from '../protos/reasons.ts'
import { granted, refused } from '../protos/reasons.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import type { BountyId } from '../protos/types.ts'

/** A coordinator's mistake or lie; nothing of what it sent is used. */
function notAsNamed(why: string) {
  return refused('blob-mismatch', `the model that was sent cannot be taken: ${why}`, {
    culprit: 'coordinator',
  })
}

/** The model file of a bounty of the caller's, whose SHA-256 is `modelBlob`. */
export async function fetchDelivery(
  { port, identity }: { readonly port: CoordinatorPort; readonly identity: Pick<Identity, 'deriveKey'> },
  { bountyId, modelBlob }: { readonly bountyId: BountyId; readonly modelBlob: Uint8Array },
): Promise<Answer<Uint8Array>> {
  // Always the same key of an identity, and of use to nothing else.
  const secretKey = identity.deriveKey('model-delivery')
  try {
    const delivery = await port.getDelivery({ bountyId, boxKey: publicKeyOf(secretKey) })
    if (delivery.kind === 'refused') return delivery
    const { sealedSha256, sealedKey } = delivery.value
    const sealed = await port.downloadBlob({ sha256: sealedSha256 })
    return sealed.kind === 'refused'
      ? sealed
      : openDelivery(sealed.value, sealedKey, { secretKey, modelBlob })
  } finally {
    wipe([secretKey])
  }
}

/** The file in sealed bytes, if the box opens with the secret key and the file is the one that is named. */
export function openDelivery(
  sealed: Uint8Array,
  sealedKey: Uint8Array,
  { secretKey, modelBlob }: { readonly secretKey: Uint8Array; readonly modelBlob: Uint8Array },
): Answer<Uint8Array> {
  const contentKey = openSealedBox(sealedKey, secretKey)
  if (contentKey?.length !== contentKeyBytes)
    return notAsNamed('its key was sealed for somebody else, or altered')
  try {
    const file = openSealedStream(sealed, contentKey)
    const found = sha256(file)
    if (equalBytes(found, modelBlob)) return granted(file)
    return notAsNamed(`its SHA-256 is ${toHex(found)}, and that of the bounty’s model is ${toHex(modelBlob)}`)
  } catch (error) {
    if (error instanceof SealedStreamError) return notAsNamed(error.message)
    throw error
  } finally {
    wipe([contentKey])
  }
}
