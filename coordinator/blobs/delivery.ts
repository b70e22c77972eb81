/** Delivery: the buyer gets a model as it lies in the store, and its content key in a box that the buyer's key alone opens. */
import { fromHex, isAcceptablePublicKey } from '../../aggregation/index.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { BountyId, Delivery } from '../../protos/types.ts'
import type { Storage } from '../storage/index.ts'
import { digestOf } from './address.ts'
import type { ObjectStore } from './object-store.ts'

/** Whether the caller may have the model is asked before. */
export async function deliverModel(
  { storage, blobs }: { readonly storage: Storage; readonly blobs: ObjectStore },
  bountyId: BountyId,
  boxKey: Uint8Array,
): Promise<Answer<Delivery>> {
  if (!isAcceptablePublicKey(boxKey))
    return refused('malformed', 'the box key is no X25519 key: nothing can be sealed to it', {
      field: 'boxKey',
    })
  const row = await storage.db
    .selectFrom('bounty')
    .select(['model_blob', 'model_hash'])
    .where('id', '=', bountyId)
    .executeTakeFirstOrThrow()
  const object = await blobs.find(row.model_blob)
  if (object === undefined) return refused('not-found', 'the model of this bounty is no longer in the store')
  return granted({
    modelBlob: fromHex(row.model_blob),
    modelHash: fromHex(row.model_hash),
    sealedSha256: digestOf(object.address),
    sealedSize: object.size,
    sealedKey: await blobs.sealKeyTo(object, boxKey),
  })
}
