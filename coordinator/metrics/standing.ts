import type { Coordinator } from '../coordinator.ts'
import type { Parts } from '../parts.ts'
import type { Standing } from './metrics.ts'

/** Counts what stands, from the database and the rounds that are being played. */
export async function readStanding(
  { storage, log }: Pick<Parts, 'storage' | 'log'>,
  coordinator: Pick<Coordinator, 'runnerOf'>,
): Promise<Standing> {
  return storage.transaction(async tx => {
    const { size } = await log.head(tx)
    const bounties = await tx
      .selectFrom('bounty')
      .select(['state', eb => eb.fn.countAll<bigint>().as('count')])
      .groupBy('state')
      .execute()
    const members = await tx
      .selectFrom('member')
      .select(['role', eb => eb.fn.countAll<bigint>().as('count')])
      .groupBy('role')
      .execute()
    const running = await tx.selectFrom('bounty').select('id').where('state', '=', 'running').execute()
    return {
      bountiesByState: new Map(bounties.map(({ state, count }) => [state, Number(count)])),
      membersByRole: new Map(members.map(({ role, count }) => [role, Number(count)])),
      logLeaves: size,
      openAttempts: running.filter(({ id }) => coordinator.runnerOf(id)?.attempt() !== undefined).length,
    }
  })
}
