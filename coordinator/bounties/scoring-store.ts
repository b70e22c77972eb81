/** Who tests the groups of a bounty, and where the files are that it needs for it. */

import { fromHex } from '../../aggregation/index.ts'
import type { ScoringTask } from '../../protos/types.ts'
import type { Storage, Transaction } from '../storage/index.ts'

/** An evaluator that took the task on may fetch the held-out set from now on, and what the rounds under test are made of. */
export async function recordEvaluator(
  tx: Transaction,
  bountyId: string,
  organisation: string,
  testSet: string,
): Promise<void> {
  await tx.insertInto('bounty_evaluator').values({ bounty_id: bountyId, organisation }).execute()
  await allowFiles(tx, bountyId, [testSet])
}

/** Writes down what a round under test is made of, in the transaction that completes it. */
export async function recordScoredRound(
  tx: Transaction,
  place: { readonly bountyId: string; readonly round: number },
  {
    modelBlob,
    clipNorm,
    sums,
  }: { readonly modelBlob: string; readonly clipNorm: number | undefined; readonly sums: readonly string[] },
): Promise<void> {
  const { bountyId, round } = place
  await tx
    .insertInto('scored_round')
    .values({ bounty_id: bountyId, round, model_blob: modelBlob, clip_norm: clipNorm ?? null })
    .execute()
  await allowFiles(tx, bountyId, [modelBlob, ...sums])
}

async function allowFiles(tx: Transaction, bountyId: string, files: readonly string[]): Promise<void> {
  await tx
    .insertInto('scoring_file')
    .values([...new Set(files)].map(sha256 => ({ bounty_id: bountyId, sha256 })))
    .onConflict(conflict => conflict.columns(['bounty_id', 'sha256']).doNothing())
    .execute()
}

/** Where the files of these rounds are. */
export async function readScoringTasks(
  tx: Transaction,
  bountyId: string,
  rounds: readonly number[],
): Promise<readonly ScoringTask[]> {
  if (rounds.length === 0) return []
  const rows = await tx
    .selectFrom('scored_round')
    .selectAll()
    .where('bounty_id', '=', bountyId)
    .where('round', 'in', rounds)
    .orderBy('round')
    .execute()
  return rows.map(({ round, model_blob, clip_norm }) => ({
    round,
    modelBlob: fromHex(model_blob),
    clipNorm: clip_norm ?? 0,
  }))
}

/** The file, if an evaluator of a bounty that is under way may fetch it. */
export function scoringFileFor(db: Storage['db'], organisation: string, sha256: string) {
  return scoringFileOf(db, organisation, sha256).where('bounty.state', 'in', ['open', 'running', 'settling'])
}

/** The file, if it is of a bounty that has ended and the evaluator might have fetched it before. */
export function endedScoringFileFor(db: Storage['db'], organisation: string, sha256: string) {
  const before = ['draft', 'funded', 'open', 'running', 'settling']
  return scoringFileOf(db, organisation, sha256).where('bounty.state', 'not in', before)
}

function scoringFileOf(db: Storage['db'], organisation: string, sha256: string) {
  return db
    .selectFrom('scoring_file')
    .innerJoin('bounty_evaluator', 'bounty_evaluator.bounty_id', 'scoring_file.bounty_id')
    .innerJoin('bounty', 'bounty.id', 'scoring_file.bounty_id')
    .select('scoring_file.sha256 as name')
    .where('bounty_evaluator.organisation', '=', organisation)
    .where('scoring_file.sha256', '=', sha256)
}
