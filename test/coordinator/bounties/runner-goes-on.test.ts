/** Whatever a bounty's runner hears, or does not hear, of its own transactions: the bounty ends. */
import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import { type Cast, cancel, must, openCast, postSmallBounty } from '../../support/small-federation.ts'

let storage: Storage
let cast: Cast
/** How many of the next transactions are committed without a word of it. */
let unheard = 0

test.before(async () => {
  storage = await openStorage({ memory: true })
  const deaf: Storage = {
    ...storage,
    async transaction(work, options) {
      const answer = await storage.transaction(work, options)
      const isStop = unheard > 0 && (await lastEvent()) === 'stopped'
      if (!isStop) return answer
      unheard--
      throw new Error('the connection was lost after the commit')
    },
  }
  cast = await openCast(deaf, ['alder'])
})
test.after.always(async () => {
  await cast.federation.close()
  await storage.close()
})

async function lastEvent(): Promise<string | undefined> {
  const row = await storage.db
    .selectFrom('bounty_event')
    .select('kind')
    .orderBy('leaf_index', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.kind
}

async function stateOf(bountyId: string): Promise<string> {
  return must(await cast.buyer.port.getBounty({ bountyId })).state
}

test.serial(
  'a stop that was written and not heard of is settled, and no second one is tried for ever',
  async t => {
    const bountyId = await postSmallBounty(cast)
    t.is(await stateOf(bountyId), 'open')
    unheard = 1
    must(await cancel(cast, bountyId))
    t.is(await stateOf(bountyId), 'settling')
    for (let i = 0; i < 200 && (await stateOf(bountyId)) === 'settling'; i++) await sleep(50)
    t.is(await stateOf(bountyId), 'aborted-buyer')
  },
)
