import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import type { ConsoleBounty, ConsoleEvent, ConsoleState } from '../../../../coordinator/console/index.ts'
import {
  figuresByRound,
  holderRows,
  initialState,
  latestRound,
  moneySplit,
  needsSnapshot,
  type PageState,
  reduce,
  selectedBounty,
  strangersWhoDeclined,
} from '../../../../coordinator/console/page/state.ts'
import { createConsoleStory, storyBountyId, storyHolders } from '../../../support/console-story.ts'

const startMs = 1_700_000_000_000
type News = Omit<ConsoleEvent, 'sequence' | 'atMs'>

async function openPage(): Promise<PageState> {
  const snapshot = await createConsoleStory(100).view.snapshot()
  return reduce(initialState, { kind: 'snapshot', snapshot })
}

/** Events of the story's bounty, numbered onward from the state's sequence, one second apart. */
function tell(state: PageState, ...news: readonly News[]): PageState {
  return news.reduce<PageState>((before, next) => {
    const sequence = Math.max(before.recent.at(-1)?.sequence ?? 0, before.console?.sequence ?? 0) + 1
    const event = { bountyId: storyBountyId, ...next, sequence, atMs: startMs + (sequence - 100) * 1000 }
    return reduce(before, { kind: 'event', event })
  }, state)
}

function bountyOf(state: PageState): ConsoleBounty {
  const bounty = selectedBounty(state)
  if (bounty === undefined) throw new Error('no bounty is shown')
  return bounty
}

const round = { round: 1, attempt: 1 } as const
const opened: News = { ...round, kind: 'round-opened' }
const stage = (name: string): News => ({ ...round, kind: 'stage-opened', stage: name })
const advanced = (name: string, organisation: string): News => ({
  ...round,
  kind: 'member-advanced',
  stage: name,
  organisation,
})
const dropped = (name: string, organisation: string, reason: string): News => ({
  ...round,
  kind: 'member-dropped',
  stage: name,
  organisation,
  reason,
})

test('a round that opens expects every participant and counts down the terms’ time', async t => {
  const { live, rounds, state } = bountyOf(tell(await openPage(), opened))
  t.is(state, 'running')
  t.deepEqual(live?.expected, storyHolders)
  t.deepEqual(live?.missing, storyHolders)
  t.is(live?.stage, 'advertise')
  t.is(live?.deadlineMs, startMs + 1_000 + 30_000)
  t.is(rounds.length, 1)
})

test('an answer moves its sender from missing to received, once', async t => {
  const state = tell(
    await openPage(),
    opened,
    advanced('advertise', 'lakeside'),
    advanced('advertise', 'lakeside'),
  )
  const { live } = bountyOf(state)
  t.deepEqual(live?.received, ['lakeside'])
  t.deepEqual(
    live?.missing,
    storyHolders.filter(name => name !== 'lakeside'),
  )
})

test('an answer to a stage that has closed changes nothing', async t => {
  const before = tell(await openPage(), opened, stage('share'))
  const after = tell(before, advanced('advertise', 'lakeside'))
  t.deepEqual(bountyOf(after).live, bountyOf(before).live)
})

test('sharing expects those who advertised; later stages all who have not dropped out', async t => {
  const here = storyHolders.filter(name => name !== 'st-mary')
  const sharing = tell(
    await openPage(),
    opened,
    ...here.map(name => advanced('advertise', name)),
    stage('share'),
  )
  t.deepEqual(new Set(bountyOf(sharing).live?.expected), new Set(here))
  t.is(holderRows(bountyOf(sharing)).find(row => row.organisation === 'st-mary')?.standing, 'absent')
  const agreeing = tell(
    sharing,
    stage('input'),
    advanced('input', 'lakeside'),
    dropped('input', 'east-ward', 'silent'),
    stage('survivors'),
  )
  const { live } = bountyOf(agreeing)
  t.deepEqual(new Set(live?.expected), new Set(here.filter(name => name !== 'east-ward')))
  t.deepEqual(live?.received, [])
  t.is(live?.deadlineMs, (agreeing.recent.at(-1)?.atMs ?? 0) + 15_000)
})

test('a dropout is shown with its stage and reason, and is no longer waited for', async t => {
  const state = tell(
    await openPage(),
    opened,
    ...storyHolders.map(name => advanced('advertise', name)),
    stage('share'),
    stage('input'),
    dropped('input', 'harbour-clinic', 'deadline'),
  )
  const bounty = bountyOf(state)
  t.false(bounty.live?.missing.includes('harbour-clinic'))
  const row = holderRows(bounty).find(({ organisation }) => organisation === 'harbour-clinic')
  t.is(row?.standing, 'dropped')
  t.deepEqual(row?.dropout, { stage: 'input', reason: 'deadline' })
})

test('training progress shows in the stage of inputs and is kept from one stage to the next', async t => {
  const training: News = {
    ...round,
    kind: 'member-progress',
    stage: 'training',
    organisation: 'st-mary',
    permille: 371,
  }
  const everyone = storyHolders.map(name => advanced('advertise', name))
  const state = tell(await openPage(), opened, ...everyone, stage('share'), stage('input'), training)
  const row = holderRows(bountyOf(state)).find(({ organisation }) => organisation === 'st-mary')
  t.is(row?.standing, 'training')
  t.is(row?.permille, 371)
  t.is(bountyOf(tell(state, stage('survivors'))).live?.progress['st-mary'], 371)
})

test('an event that the snapshot already includes changes the feed only', async t => {
  const state = await openPage()
  const past = {
    sequence: 60,
    atMs: startMs,
    bountyId: storyBountyId,
    kind: 'round-opened',
    ...round,
  } as const
  const after = reduce(state, { kind: 'event', event: past })
  t.is(after.console, state.console)
  t.deepEqual(after.recent, [past])
})

test('an event that comes twice is told once', async t => {
  const once = tell(await openPage(), opened, dropped('input', 'st-mary', 'silent'))
  const event = once.recent.at(-1)
  if (event === undefined) return t.fail()
  t.is(reduce(once, { kind: 'event', event }), once)
})

test('a snapshot older than the news does not take the news back', async t => {
  const before = await openPage()
  const old = before.console as ConsoleState
  const after = tell(before, opened, advanced('advertise', 'lakeside'))
  const again = reduce(after, { kind: 'snapshot', snapshot: old })
  t.deepEqual(again.console, after.console)
})

test('the second attempt of a round starts with nothing of the first', async t => {
  const first = tell(await openPage(), opened, dropped('share', 'st-mary', 'silent'), {
    ...round,
    kind: 'attempt-abandoned',
    reason: 'too-few',
  })
  t.is(bountyOf(first).live, null)
  t.is(latestRound(bountyOf(first))?.state, 'abandoned')
  const second = bountyOf(tell(first, { kind: 'round-opened', round: 1, attempt: 2 }))
  t.deepEqual(second.live?.expected, storyHolders)
  t.deepEqual(latestRound(second)?.dropouts, [])
  t.is(second.rounds[0]?.dropouts.length, 1, 'what happened in the first stays written')
})

test('the metric of acceptance is shown with its interval, in order of rounds', async t => {
  const figure = { metric: 'accuracy', value: 0.75, low: 0.7, high: 0.8 } as const
  const state = tell(
    await openPage(),
    opened,
    { ...round, kind: 'model-evaluated', correct: 903, total: 1_204, ...figure },
    { ...round, kind: 'round-completed' },
    { kind: 'round-opened', round: 2, attempt: 1 },
  )
  t.deepEqual(figuresByRound(bountyOf(state)), [{ round: 1, ...figure }])
})

test('an evaluation of the buyer is awaited, then done or missed, with nothing of the round taken back', async t => {
  const figure = { metric: 'accuracy', value: 0.75, low: 0.7, high: 0.8 } as const
  const told = (kind: ConsoleEvent['kind']): News => ({ kind, round: 1 })
  const awaited = tell(await openPage(), opened, told('round-completed'), told('evaluation-awaited'))
  t.is(bountyOf(awaited).rounds[0]?.buyerEvaluation, 'awaited')
  const missed = bountyOf(tell(awaited, told('evaluation-missed')))
  t.is(missed.rounds[0]?.buyerEvaluation, 'missed')
  t.deepEqual(figuresByRound(missed), [])
  const done = bountyOf(tell(awaited, { ...told('model-evaluated'), correct: 3, total: 4, ...figure }))
  t.like(done.rounds[0], { buyerEvaluation: 'done', state: 'completed' })
  t.deepEqual(figuresByRound(done), [{ round: 1, ...figure }])
})

test('a round that was recorded with right answers alone is shown by their share', async t => {
  const evaluated: News = { ...round, kind: 'model-evaluated', correct: 903, total: 1_204 }
  const bounty = bountyOf(tell(await openPage(), opened, evaluated))
  t.deepEqual(figuresByRound(bounty), [{ round: 1, metric: 'accuracy', value: 0.75 }])
  t.deepEqual(figuresByRound({ ...bounty, terms: { ...bounty.terms, metric: 'auc' } }), [])
})

test('pay moves units out of escrow, and the same pay told again does not', async t => {
  const pay: News = { kind: 'pay-settled', round: 1, organisation: 'lakeside', amountUnits: '16493' }
  const paid = tell(await openPage(), opened, pay, pay)
  const split = moneySplit(bountyOf(paid))
  t.is(split.escrowUnits, 600_000n - 16_493n)
  t.deepEqual(
    split.paid.find(({ organisation }) => organisation === 'lakeside'),
    { organisation: 'lakeside', amountUnits: 16_493n },
  )
  t.is(bountyOf(paid).paidUnits, '16493')
})

test('news of another bounty leaves this one alone', async t => {
  const state = await openPage()
  t.deepEqual(bountyOf(tell(state, { ...opened, bountyId: 'aa'.repeat(32) })), bountyOf(state))
})

test('who left because it declined shows why; who never joined has a row of its own', async t => {
  const story = createConsoleStory(100)
  story.decline('st-mary', 'privacy-budget-spent')
  story.decline('hill-clinic', 'policy')
  const snapshot = await story.view.snapshot()
  const bounty = bountyOf(reduce(initialState, { kind: 'snapshot', snapshot }))
  t.like(
    holderRows(bounty).find(row => row.organisation === 'st-mary'),
    { standing: 'left', decline: { reason: 'privacy-budget-spent', round: 0 } },
  )
  t.deepEqual(holderRows(bounty).filter(row => row.decline !== undefined).length, 1)
  t.deepEqual(
    strangersWhoDeclined(bounty).map(({ organisation, reason }) => ({ organisation, reason })),
    [{ organisation: 'hill-clinic', reason: 'policy' }],
  )
})

test('money and membership ask for a snapshot; progress never does', t => {
  const asks = (kind: ConsoleEvent['kind']) => needsSnapshot({ sequence: 1, atMs: 1, kind })
  for (const kind of [
    'bounty-posted',
    'holder-joined',
    'holder-declined',
    'round-completed',
    'bounty-ended',
  ] as const)
    t.true(asks(kind), kind)
  for (const kind of ['member-progress', 'member-advanced', 'stage-opened'] as const)
    t.false(asks(kind), kind)
})

const anyNews: fc.Arbitrary<News> = fc.record(
  {
    kind: fc.constantFrom<ConsoleEvent['kind'][]>(
      'round-opened',
      'stage-opened',
      'member-advanced',
      'member-progress',
      'member-dropped',
      'attempt-abandoned',
      'sum-unmasked',
      'model-evaluated',
      'pay-settled',
      'round-completed',
    ),
    round: fc.integer({ min: 1, max: 3 }),
    attempt: fc.integer({ min: 1, max: 2 }),
    stage: fc.constantFrom('advertise', 'share', 'input', 'survivors', 'unmask', 'training'),
    organisation: fc.constantFrom(...storyHolders),
    amountUnits: fc.bigInt({ min: 0n, max: 5_000n }).map(String),
    permille: fc.integer({ min: 0, max: 1000 }),
  },
  { requiredKeys: ['kind', 'round', 'attempt'] },
)

testProp(
  'whatever the news and its order, the price is split without remainder and nobody is both in and missing',
  [fc.array(anyNews, { maxLength: 60 })],
  async (t, news) => {
    const bounty = bountyOf(tell(await openPage(), ...news))
    const split = moneySplit(bounty)
    const paid = split.paid.reduce((sum, { amountUnits }) => sum + amountUnits, 0n)
    t.is(paid + split.feeUnits + split.refundedUnits + split.escrowUnits, 600_000n)
    t.is(paid, BigInt(bounty.paidUnits))
    const { received = [], missing = [] } = bounty.live ?? {}
    t.deepEqual(
      received.filter(name => missing.includes(name)),
      [],
    )
    t.is(new Set(received).size, received.length)
  },
)

test('an attempt that runs is shown even before its round is on the list', async t => {
  const bounty = bountyOf(tell(await openPage(), opened))
  const unlisted = { ...bounty, rounds: [] }
  t.is(latestRound(unlisted)?.round, 1)
  t.is(latestRound({ ...unlisted, live: null }), undefined)
})

test('an opening told after a snapshot that knew the round takes nothing back, and pays it once', async t => {
  const pay: News = {
    kind: 'pay-settled',
    round: 1,
    attempt: 1,
    organisation: 'lakeside',
    amountUnits: '700',
  }
  const bounty = bountyOf(tell(await openPage(), opened, pay, opened, pay))
  t.is(bounty.rounds.length, 1)
  t.is(bounty.rounds[0]?.pays.length, 1)
  t.is(bounty.paidUnits, '700')
})
