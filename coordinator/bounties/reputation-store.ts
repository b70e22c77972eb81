/** Reputations as rows, moved by the public record of a round in the transaction that writes it. */
import {
  leafSurvivors,
  type RoundRecord,
  reputationsAfter,
  startingReputation,
} from '../../aggregation/index.ts'
import type { MarketLeaf } from '../../protos/market-log/index.ts'
import type { Transaction } from '../storage/index.ts'
import type { Reader } from './evaluation-store.ts'

/** Of one holder; the start of all where no round has named it. */
export async function readReputation(db: Reader, organisation: string): Promise<number> {
  const row = await db
    .selectFrom('reputation')
    .select('value')
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return row?.value ?? startingReputation
}

/** Takes in what a leaf says of holders. */
export async function followReputations(tx: Transaction, leaf: MarketLeaf): Promise<void> {
  const record = recordIn(leaf)
  if (record === undefined) return
  const named = [...record.survivors, ...record.dropouts].map(({ holder }) => holder).concat(record.blamed)
  if (named.length === 0) return
  const rows = await tx.selectFrom('reputation').selectAll().where('organisation', 'in', named).execute()
  const before = new Map(rows.map(({ organisation, value }) => [organisation, value]))
  const after = [...reputationsAfter([record], before)]
  await tx
    .insertInto('reputation')
    .values(after.map(([organisation, value]) => ({ organisation, value })))
    .onConflict(conflict =>
      conflict.column('organisation').doUpdateSet(eb => ({ value: eb.ref('excluded.value') })),
    )
    .execute()
}

function recordIn(leaf: MarketLeaf): RoundRecord | undefined {
  if (leaf.kind === 'fault-proved')
    return leaf.culprit === undefined ? undefined : { survivors: [], dropouts: [], blamed: [leaf.culprit] }
  if (leaf.kind !== 'round') return undefined
  return {
    survivors: leafSurvivors(leaf).map(({ organisation }) => ({ holder: organisation })),
    dropouts: leaf.dropouts.map(({ organisation }) => ({ holder: organisation })),
    blamed: [],
  }
}
