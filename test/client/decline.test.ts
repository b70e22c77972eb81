import test from 'ava'
import { unsafeFixedRandom } from '../../aggregation/index.ts'
import { defaultPatience } from '../../client/agent/calls.ts'
import { declineFor } from '../../client/agent/decline.ts'
import type { AgentEvent } from '../../client/index.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { Decline, DeclineBountyRequest } from '../../protos/types.ts'

const bountyId = 'd1'.repeat(32)

/** An agent whose clock moves only while it sleeps, before a port that gives these answers, the last one for ever. */
function agentBefore(...answers: readonly (() => Promise<Answer<Decline>>)[]) {
  let nowMs = 5_000
  const asked: DeclineBountyRequest[] = []
  const told: AgentEvent[] = []
  const agent = {
    clock: {
      nowMs: () => nowMs,
      sleep: async (ms: number) => {
        nowMs += ms
      },
    },
    random: unsafeFixedRandom('a holder that declines'),
    signal: new AbortController().signal,
    patience: { ...defaultPatience, graceMs: 3_000 },
    report: (event: AgentEvent) => void told.push(event),
    port: {
      declineBounty: (request: DeclineBountyRequest) => {
        asked.push(request)
        return (answers[asked.length - 1] ?? answers.at(-1)!)()
      },
    },
  }
  return { agent, asked, told, passedMs: () => nowMs - 5_000 }
}

const away = async () => refused('unavailable', 'no connection')
const recorded = async () =>
  granted({ organisation: 'alpha', reason: 'privacy-budget-spent', round: 4, atMs: 1 } as const)

test('a reason is told again until the coordinator is back, once', async t => {
  const { agent, asked } = agentBefore(away, away, recorded)
  await declineFor(agent, bountyId, 'privacy-budget-spent')
  t.deepEqual(asked, Array(3).fill({ bountyId, reason: 'privacy-budget-spent' }))
})

test('a coordinator that does not know the operation, or stays away, costs no more than the patience and no word', async t => {
  for (const answer of [away, async () => refused('internal', '12 UNIMPLEMENTED')]) {
    const { agent, asked, told, passedMs } = agentBefore(answer)
    await declineFor(agent, bountyId, 'policy')
    t.true(asked.length > 1 && passedMs() <= 3_000)
    t.deepEqual(told, [])
  }
})

test('a refusal is taken as it is, and even a port that throws does not fail the agent', async t => {
  const over = agentBefore(async () => refused('wrong-state', 'the bounty is final'))
  await declineFor(over.agent, bountyId, 'policy')
  t.is(over.asked.length, 1)
  const broken = agentBefore(() => Promise.reject(new Error('the port is closed')))
  await t.notThrowsAsync(declineFor(broken.agent, bountyId, 'policy'))
})
