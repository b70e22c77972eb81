import test from 'ava'
import { openHouse } from './market-house.ts'
import { type Expected, playBounty } from './market-play.ts'

test('bounties through the driver, with crashes, restarts, repeats, lost races and empty accounts, lose and double no unit', async t => {
  const house = await openHouse({ memory: true })
  t.teardown(() => house.close())
  const expected: Expected = new Map()
  for (let i = 0; i < 8; i++) await playBounty(house, `slice ${i}`, expected, 20)
  const { problems } = await house.storage().transaction(tx => house.ledger.audit(tx))
  t.deepEqual(problems, [])
  // A fault that never strikes proves nothing.
  for (const [kind, count] of Object.entries(house.struck)) t.true(count > 0, `${kind}: ${count}`)
})
