import test from 'ava'
import {
  type ContributionInput,
  planCoalitions,
  scoreContributions,
  sha256,
  u32,
} from '../../../aggregation/index.ts'
import { scoreAside } from '../../../coordinator/bounties/score-thread.ts'

/** Holders in groups of four, each group worth the places of its members, less what many of them have in common. */
function madeUp(holders: number, rounds: number): ContributionInput {
  const ids = Array.from({ length: holders }, (_, i) => `holder-${i}`)
  return {
    participants: ids.map(id => ({ id, organisation: id, datasetRoot: `root of ${id}` })),
    rounds: Array.from({ length: rounds }, (_, round) => {
      const seed = sha256(u32(round))
      const places = ids
        .map((_, i) => i)
        .sort((a, b) => ((a * 7 + round * 5) % 23) - ((b * 7 + round * 5) % 23))
      const groups = Array.from({ length: holders / 4 }, (_, k) => places.slice(4 * k, 4 * k + 4))
      const worthOf = (coalition: bigint) =>
        groups.reduce(
          (sum, group, k) =>
            (coalition >> BigInt(k)) & 1n ? sum + group.reduce((all, i) => all + i * i, 0) : sum,
          0,
        )
      const utilities = planCoalitions(seed, groups.length).coalitions.map(coalition =>
        BigInt(Math.round(1000 * Math.sqrt(worthOf(coalition)))),
      )
      return { seed, groups: groups.map(group => group.map(i => ids[i]!)), utilities }
    }),
  }
}

/** Whether timers go off while this is awaited. */
async function goesOn(work: () => Promise<unknown>): Promise<boolean> {
  let isTicked = false
  const timer = setInterval(() => (isTicked = true), 1)
  await work()
  clearInterval(timer)
  return isTicked
}

test('many holders and rounds are scored in a thread, to the last fraction as in this one, and the service goes on', async t => {
  const input = madeUp(24, 30)
  let found: unknown
  t.true(await goesOn(async () => (found = await scoreAside(input))))
  const own = scoreContributions(input)
  t.is(own.kind, 'scored')
  t.deepEqual(found, own)
})

test('few are scored at once, without a thread', async t => {
  const input = madeUp(8, 12)
  t.false(await goesOn(() => scoreAside(input)))
  t.deepEqual(await scoreAside(input), scoreContributions(input))
})

test('an input that no scoring takes is refused by the thread as it is here', async t => {
  const { rounds, participants } = madeUp(24, 30)
  const input = {
    participants,
    rounds: rounds.map((round, i) => (i === 7 ? { ...round, utilities: [] } : round)),
  }
  const refused = await scoreAside(input)
  t.is(refused.kind, 'refused')
  t.deepEqual(refused, scoreContributions(input))
})
