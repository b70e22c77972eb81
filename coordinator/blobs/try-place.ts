import { equalBytes, systemRandom } from '../../aggregation/index.ts'
import { addressOf } from './address.ts'
import { type BlobStore, sourceOf } from './blob-store.ts'

/** Puts a few random bytes, gets them and deletes them. Throws what the place throws, or an Error that says which step failed. */
export async function tryPlace(store: BlobStore): Promise<void> {
  const bytes = systemRandom.bytes(16)
  const address = addressOf(bytes)
  await store.put(address, sourceOf(bytes))
  const back = await store.get(address)
  await store.delete(address)
  if (back === undefined || !equalBytes(back, bytes)) throw new Error('what was written does not come back')
  if (await store.has(address)) throw new Error('what was deleted is still there')
}
