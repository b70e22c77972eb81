/** Recovery keys as rows. */
import { fromHex, toHex } from '../../aggregation/index.ts'
import type { RecoveryPolicy } from '../../protos/types.ts'
import type { Transaction } from '../storage/index.ts'
import type { KeyOwner } from './key-states.ts'

const noRecovery: RecoveryPolicy = { threshold: 0, keys: [], counter: 0, setAtMs: 0 }

export async function readRecovery(
  db: Pick<Transaction, 'selectFrom'>,
  { organisation, role }: KeyOwner,
): Promise<RecoveryPolicy> {
  const row = await db
    .selectFrom('recovery')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('role', '=', role)
    .executeTakeFirst()
  if (row === undefined) return noRecovery
  return {
    threshold: row.threshold,
    keys: row.keys === '' ? [] : row.keys.split(' ').map(fromHex),
    counter: Number(row.counter),
    setAtMs: Number(row.set_at_ms),
  }
}

export async function writeRecovery(
  tx: Transaction,
  { organisation, role }: KeyOwner,
  { threshold, keys, counter, setAtMs }: RecoveryPolicy,
): Promise<void> {
  const standing = {
    threshold,
    keys: keys.map(toHex).join(' '),
    counter: BigInt(counter),
    set_at_ms: BigInt(setAtMs),
  }
  await tx
    .insertInto('recovery')
    .values({ organisation, role, ...standing })
    .onConflict(conflict => conflict.columns(['organisation', 'role']).doUpdateSet(standing))
    .execute()
}

/** Takes the recovery keys of a member away: what was ended by others does not come back by itself. */
export async function clearRecovery(tx: Transaction, owner: KeyOwner): Promise<void> {
  const { counter, threshold, setAtMs } = await readRecovery(tx, owner)
  if (threshold > 0) await writeRecovery(tx, owner, { threshold: 0, keys: [], counter, setAtMs })
}
