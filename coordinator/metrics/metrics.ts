/** What the coordinator tells of itself in figures, for Prometheus. No figure is of one organisation, bounty or key. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { OperationName, RefusalReason } from '../../protos/index.ts'
import type { WebhookOutcome } from '../webhooks/index.ts'

/** Which check at the door a request did not pass. */
export type DoorCheck =
  | 'time-window'
  | 'unknown-key'
  | 'key-state'
  | 'signature'
  | 'nonce'
  | 'session'
  | 'sequence'
  | 'transaction'
  | 'role'
  | 'throttled'
  | 'api-key'

/** What is counted when somebody looks. */
export interface Standing {
  readonly bountiesByState: ReadonlyMap<string, number>
  readonly membersByRole: ReadonlyMap<string, number>
  readonly logLeaves: number
  readonly openAttempts: number
}

export interface Metrics {
  /** A call from its arrival to its answer. */
  called(method: OperationName, outcome: 'granted' | RefusalReason, seconds: number): void
  /** A request that was turned away; of a key that is known, its version. */
  turnedAway(check: DoorCheck, keyVersion?: number): void
  /** A request that was let in under a key of this version. */
  admitted(keyVersion: number): void
  /** Something that a detector found. */
  alarmed(kind: string): void
  /** Attempts to deliver to webhooks, or messages that are not sent any more. */
  webhook(outcome: WebhookOutcome, count: number): void
  /** In the format that Prometheus reads. */
  exposition(): Promise<{ readonly contentType: string; readonly text: string }>
}

export interface MetricsOptions {
  readonly version: string
  readonly standing: () => Promise<Standing>
}

/** From a tenth of a millisecond to the longest wait inside one call. */
const secondsBuckets = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30]
/** Versions of keys that are told apart; a key that turns over every 90 days needs 25 years for them. */
const mostVersions = 100

export function createMetrics({ version, standing }: MetricsOptions): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({ name: 'parley_build_info', help: 'The version that runs.', labelNames: ['version'], registers })
    .labels(version)
    .set(1)
  const calls = new Counter({
    name: 'parley_calls_total',
    help: 'Calls by method and outcome: granted, or the reason of the refusal.',
    labelNames: ['method', 'outcome'],
    registers,
  })
  const seconds = new Histogram({
    name: 'parley_call_seconds',
    help: 'Time from the arrival of a call to its answer; waiting calls wait.',
    labelNames: ['method'],
    buckets: secondsBuckets,
    registers,
  })
  const refusals = new Counter({
    name: 'parley_auth_refused_total',
    help: 'Requests turned away, by the check that they did not pass and the version of their key.',
    labelNames: ['check', 'key_version'],
    registers,
  })
  const admissions = new Counter({
    name: 'parley_auth_admitted_total',
    help: 'Requests let in, by the version of their key; 0: an API key was shown, or a key that nobody has enrolled.',
    labelNames: ['key_version'],
    registers,
  })
  const alarms = new Counter({
    name: 'parley_alarms_total',
    help: 'What the detectors of unusual requests found.',
    labelNames: ['kind'],
    registers,
  })
  const webhooks = new Counter({
    name: 'parley_webhook_messages_total',
    help: 'Messages for webhooks by what became of them, or of an attempt: delivered, failed (tried again), given-up, gone, dropped.',
    labelNames: ['outcome'],
    registers,
  })
  const show = openStanding(registers)
  return {
    called: (method, outcome, took) => {
      calls.labels(method, outcome).inc()
      seconds.labels(method).observe(took)
    },
    turnedAway: (check, keyVersion) => refusals.labels(check, versionLabel(keyVersion)).inc(),
    admitted: keyVersion => admissions.labels(versionLabel(keyVersion)).inc(),
    alarmed: kind => alarms.labels(kind).inc(),
    webhook: (outcome, count) => webhooks.labels(outcome).inc(count),
    exposition: async () => {
      show(await standing())
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

/** Only versions of keys that are known come here: a stranger makes no series. */
function versionLabel(version: number | undefined): string {
  return version === undefined ? 'unknown' : `${Math.min(version, mostVersions)}`
}

/** Gauges that are asked for together, once a look. */
function openStanding(registers: Registry[]): (standing: Standing) => void {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers })
  const bounties = gauge('parley_bounties', 'Bounties by state.', ['state'])
  const members = gauge('parley_members', 'Members by role.', ['role'])
  const attempts = gauge('parley_open_attempts', 'Rounds that are being played.')
  const leaves = gauge('parley_log_leaves', 'Leaves of the public log.')
  return ({ bountiesByState, membersByRole, logLeaves, openAttempts }) => {
    // What there is none of any more is not told for ever.
    bounties.reset()
    for (const [state, count] of bountiesByState) bounties.labels(state).set(count)
    members.reset()
    for (const [role, count] of membersByRole) members.labels(role).set(count)
    attempts.set(openAttempts)
    leaves.set(logLeaves)
  }
}
