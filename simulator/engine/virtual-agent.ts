/** A virtual holder as it would be in production: an agent with a store, a policy and a key of its own. */
import { join } from 'node:path'
import { type ExpansionWorkers, systemRandom } from '../../aggregation/index.ts'
import { type AgentEvent, openAgentStore, readPolicy, runAgent, systemClock } from '../../client/index.ts'
import type { Trainer } from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { FederatedCast, Member } from '../served-federation.ts'
import type { RunCast, VirtualHolder } from './cast.ts'
import { coinsOf, trainerOf } from './local-round.ts'

export interface Surroundings {
  readonly cast: RunCast
  readonly federation: FederatedCast
  readonly trainer: Trainer
  readonly expansion: ExpansionWorkers
  readonly signal: AbortSignal
  readonly report: (organisation: string, event: AgentEvent) => void
}

/** A policy that joins the experiment, whatever groups it asks for. */
const policyFor = ({ model }: BountyTerms) => `version: 1
allow: {buyers: [buyer], modelFamilies: [${model.family}], purposes: [experiment]}
minimumGroup: 3
minimumHonest: 2
minimumOrganisations: 1
maximumRounds: 10000
maximumLocalEpochs: 100
colluders: 0
privacy: {epsilon: 1000, delta: 1.0e-3}
`

/** Takes part until the bounty ends or the signal aborts. Rejects where the agent gives up or does not join. */
export async function takePart(
  { organisation, port, signer }: Member,
  holder: VirtualHolder,
  { cast: { run, terms }, federation, trainer, expansion, signal, report }: Surroundings,
): Promise<void> {
  const stateStore = openAgentStore(
    join(federation.folder, organisation),
    systemRandom.bytes(32),
    systemRandom,
  )
  const stopping = new AbortController()
  let refusal: Error | undefined
  try {
    await runAgent({
      port,
      signer,
      organisation,
      stateStore,
      policy: readPolicy(policyFor(terms), 'the policy of virtual holders'),
      dataset: holder.records(),
      privacyLedger: 'unsafe-uncounted',
      datasetSalt: systemRandom.bytes(16),
      trainer: trainerOf(trainer, holder),
      expansion,
      clock: systemClock,
      random: systemRandom,
      unsafeCoinsOf: attempt => coinsOf(run.seed, organisation, attempt),
      coordinatorKey: federation.coordinatorKey,
      report: event => {
        report(organisation, event)
        refusal ??= refusalIn(organisation, event)
        if (refusal !== undefined) stopping.abort()
      },
      signal: AbortSignal.any([signal, stopping.signal]),
      once: true,
      patience: { pollMs: 500 },
    })
  } finally {
    stateStore.close()
  }
  if (refusal !== undefined) throw refusal
}

/** One who stays away would be waited for. */
function refusalIn(organisation: string, event: AgentEvent): Error | undefined {
  switch (event.kind) {
    case 'bounty-refused':
      return new Error(`${organisation} does not join: ${JSON.stringify(event.reasons)}`)
    case 'bounty-invalid':
      return new Error(`${organisation} does not join: ${event.detail}`)
    case 'join-refused':
      return new Error(`${organisation} cannot join: ${event.message}`)
    default:
      return undefined
  }
}
