import { join } from 'node:path'
import test from 'ava'
import { systemRandom } from '../../aggregation/index.ts'
import { openPrivacyLedger } from '../../client/index.ts'
import { smallDataset } from '../support/small-federation.ts'
import { openWorkplace, runHere } from './parley.ts'

test('a holder reads what it told readers of the models, and what nothing bounds of what the coordinator saw', async t => {
  const { folder } = await openWorkplace(t)
  const kept = join(folder, 'privacy')
  const ledger = openPrivacyLedger(kept, systemRandom, () => 5)
  const account = ledger.accountOf(smallDataset(20, 1), new Uint8Array(32))
  const charge = (bountyId: string, round: number, kind: 'gaussian' | 'discrete-gaussian') =>
    account.charge({ bountyId, round, attempt: 1, group: 1 }, systemRandom.bytes(32), 'acme', {
      mechanism: { kind, noise: 4 },
      steps: 1,
    })
  charge('ab'.repeat(32), 1, 'gaussian')
  for (const round of [1, 2]) charge('cd'.repeat(32), round, 'discrete-gaussian')
  ledger.close()
  const asked = ['privacy', 'ledger', '--privacy-ledger', kept]
  const ran = await runHere([...asked, '--json'])
  const { datasets } = ran.json<{ datasets: [Standing] }>()
  const [standing] = datasets
  const [own, trusting] = standing.bounties
  t.like(standing, { roundsOfCoordinator: 2, roundsWithoutNoise: 0 })
  t.is(own!.epsilonToCoordinator, own!.epsilon)
  t.is(standing.spentToCoordinator, own!.epsilon!)
  t.is(trusting!.epsilonToCoordinator, null)
  t.true(trusting!.epsilon! > own!.epsilon! && standing.spent > trusting!.epsilon!)
  const { stdout } = await runHere(asked)
  t.regex(
    stdout,
    /against readers of the model; the coordinator sees the sums without noise: of 2 rounds nothing/,
  )
  t.regex(stdout, /cdcdcdcd.* not bounded/)
  t.notRegex(stdout, /abababab.* not bounded/)
})

interface Standing {
  readonly spent: number
  readonly spentToCoordinator: number
  readonly bounties: readonly {
    readonly epsilon: number | null
    readonly epsilonToCoordinator: number | null
  }[]
}
