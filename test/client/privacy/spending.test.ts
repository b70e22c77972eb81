import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, testProp } from '@fast-check/ava'
import test, { type ExecutionContext } from 'ava'
import { sha256, unsafeFixedRandom, utf8 } from '../../../aggregation/index.ts'
import { noteSpending, openAccount } from '../../../client/agent/spending.ts'
import {
  type AgentStore,
  openAgentStore,
  openPrivacyLedger,
  type PrivacyAccount,
  PrivacyLedgerError,
} from '../../../client/index.ts'
import type { ClassDataset } from '../../../learning/index.ts'
import { testTerms } from '../scripted-coordinator.ts'

const random = unsafeFixedRandom('spending')
const root = new Uint8Array(32).fill(7)
const dataset = {
  features: Float32Array.of(1, 2, 3, 4),
  labels: Int32Array.of(0, 1),
  classes: 2,
  featureShape: [2],
  examples: 2,
} as ClassDataset

interface Home {
  readonly ledgerPath: string
  /** An agent opens the ledger, spends so many rounds, and ends. */
  spend(agent: string, rounds?: number): void
  /** As `spend`, but the power goes between the charge of the round and the note of it. */
  spendUnnoted(agent: string): void
  lines(): readonly string[]
  write(lines: readonly string[]): void
}

function homeFor(folder: string): Home {
  const ledgerPath = join(folder, 'privacy/ledger.jsonl')
  let round = 0
  const withAgent = (agent: string, use: (account: PrivacyAccount, store: AgentStore) => void) => {
    const ledger = openPrivacyLedger(join(folder, 'privacy'), random, () => 5)
    const store = openAgentStore(join(folder, agent), new Uint8Array(32).fill(1), random)
    try {
      use(openAccount(ledger, store, dataset, root, []), store)
    } finally {
      store.close()
      ledger.close()
    }
  }
  const place = (agent: string) => {
    round += 1
    const attempt = { bountyId: 'ab'.repeat(32), round, attempt: 1, group: 1 }
    return { attempt, session: sha256(utf8(`${agent} ${round}`)) }
  }
  return {
    ledgerPath,
    spend: (agent, rounds = 1) =>
      withAgent(agent, (account, store) => {
        for (let i = 0; i < rounds; i++) {
          const { attempt, session } = place(agent)
          noteSpending({ account, store, ...purse }, papers, plan, attempt, session)
        }
      }),
    spendUnnoted: agent =>
      withAgent(agent, account => {
        const { attempt, session } = place(agent)
        account.charge(attempt, session, 'acme', undefined)
      }),
    lines: () => readFileSync(ledgerPath, 'utf8').split('\n').slice(0, -1),
    write: lines => writeFileSync(ledgerPath, lines.map(line => `${line}\n`).join('')),
  }
}

type Noting = Parameters<typeof noteSpending>
const purse = { records: { examples: 2 } } as Omit<Noting[0], 'account' | 'store'>
const papers = { terms: testTerms(), buyer: 'acme' } as Noting[1]
const plan = { content: { purpose: 'training' } } as Noting[2]

function openHome(t: ExecutionContext): Home {
  const folder = mkdtempSync(join(tmpdir(), 'parley-spending-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return homeFor(folder)
}

test('attack: a ledger whose last charges were cut off stops its agent, until it is put back', t => {
  const home = openHome(t)
  home.spend('fir', 3)
  const whole = home.lines()
  home.write(whole.slice(0, -2))
  const error = t.throws(() => home.spend('fir'), { instanceOf: PrivacyLedgerError })
  t.true(error.message.startsWith(`${home.ledgerPath}: the ledger ends after line 2, `))
  t.regex(error.message, /up to line 4.*restore the folder from a backup that is not older/)
  home.write(whole)
  home.spend('fir')
  t.is(home.lines().length, 5)
})

test('attack: half of the last line of a ledger is no crash where the whole of it was noted', t => {
  const home = openHome(t)
  home.spend('fir', 2)
  writeFileSync(home.ledgerPath, readFileSync(home.ledgerPath, 'utf8').slice(0, -9))
  t.throws(() => home.spend('fir'), { instanceOf: PrivacyLedgerError, message: /ends after line 2/ })
})

test('attack: a ledger that is gone stops an agent that has spent privacy', t => {
  const home = openHome(t)
  home.spend('fir')
  rmSync(join(home.ledgerPath, '..'), { recursive: true })
  t.throws(() => home.spend('fir'), { instanceOf: PrivacyLedgerError, message: /ends after line 0/ })
})

test('attack: a ledger that went on from an older copy is another one, however long it is', t => {
  const home = openHome(t)
  home.spend('fir')
  const old = home.lines()
  home.spend('fir', 2)
  home.write(old)
  home.spend('yew', 5)
  t.throws(() => home.spend('fir'), { instanceOf: PrivacyLedgerError, message: /line 4 is not the one/ })
})

test('a crash between a charge and its note leaves the ledger ahead, which is taken, and noted then', t => {
  const home = openHome(t)
  home.spend('fir')
  home.spendUnnoted('fir')
  home.spend('fir', 0)
  home.write(home.lines().slice(0, -1))
  t.throws(() => home.spend('fir'), { instanceOf: PrivacyLedgerError })
})

test('an agent may take another ledger as long as nothing was spent in its own', t => {
  const home = openHome(t)
  home.spend('fir', 0)
  rmSync(join(home.ledgerPath, '..'), { recursive: true })
  t.notThrows(() => home.spend('fir', 0))
})

test('an agent goes on in the same process after its first bounty', t => {
  const home = openHome(t)
  const folder = join(home.ledgerPath, '..')
  const ledger = openPrivacyLedger(folder, random, () => 5)
  const store = openAgentStore(join(folder, '../fir'), new Uint8Array(32), random)
  const open = () => openAccount(ledger, store, dataset, root, [])
  const attempt = { bountyId: 'ab'.repeat(32), round: 1, attempt: 1, group: 1 }
  noteSpending({ account: open(), store, ...purse }, papers, plan, attempt, root)
  t.is(open().charges().length, 1)
  store.close()
  ledger.close()
})

testProp(
  'agents that use one ledger in turn take it as long as nothing is missing that they saw, and no longer',
  [fc.array(fc.tuple(fc.constantFrom('fir', 'yew'), fc.nat(2)), { minLength: 1, maxLength: 5 }), fc.nat(9)],
  (t, turns, kept) => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-spending-'))
    try {
      const home = homeFor(folder)
      const seen: Record<string, number> = { fir: 0, yew: 0 }
      let charges = 0
      for (const [agent, rounds] of turns) {
        home.spend(agent, rounds)
        charges += rounds
        seen[agent] = charges
      }
      // The first line is that of the records.
      home.write(home.lines().slice(0, 1 + kept))
      for (const agent of ['fir', 'yew']) {
        const open = () => home.spend(agent, 0)
        if (seen[agent]! > kept) t.throws(open, { instanceOf: PrivacyLedgerError })
        else t.notThrows(open)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  { numRuns: 20 },
)
