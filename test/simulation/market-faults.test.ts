import test from 'ava'
import { openHouse } from './market-house.ts'
import { type Expected, playBounty } from './market-play.ts'

test('bounties through the driver, with crashes, restarts, repeats, lost races and empty accounts, lose and double no unit', async t => {
  const house = await openHouse({ memory: true })
  t.teardown(() => house.close())
  const expected: Expected = new Map()
  const ends = new Set<string>()
  for (let i = 0; i < 12; i++) ends.add((await playBounty(house, `slice ${i}`, expected, 12)).end)
  const { problems } = await house.storage().transaction(tx => house.ledger.audit(tx))
  t.deepEqual(problems, [])
  t.true(ends.size > 1)
})
