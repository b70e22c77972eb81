/** The end of a bounty's models: those of past rounds, and what algorithms remembered, go; the final one and the first stay. */
import type { Storage } from '../storage/index.ts'
import type { ObjectStore } from './object-store.ts'

/** Shreds what ended bounties still have beyond the model they ended with; safe to repeat. Answers how many objects. */
export async function shredEnded(
  storage: Storage,
  objects: ObjectStore,
  unending: readonly string[],
): Promise<number> {
  const rows = await storage.db
    .selectFrom('bounty')
    .select(['id', 'model_blob'])
    .where('state', 'not in', unending)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('stored_object')
          .select('sha256')
          .whereRef('stored_object.bounty_id', '=', 'bounty.id')
          .whereRef('stored_object.sha256', '<>', 'bounty.model_blob')
          .where('is_kept', '=', false),
      ),
    )
    .execute()
  let erased = 0
  for (const { id, model_blob } of rows) erased += await objects.shred(id, [model_blob])
  return erased
}
