/** Plays cases of requests against the door and counts what became of them; whatever must not be is a fault. */
import { grpcStatus } from '../../protos/index.ts'
import { type FuzzCase, fuzzCase } from './request-cases.ts'
import { openOracle, type Verdict } from './request-oracle.ts'
import type { RequestStage, SentRequest } from './request-stage.ts'

export interface RequestTally {
  sent: number
  /** Let in; all of them earned, or there is a fault. */
  admitted: number
  /** By the check of the door that refused them; `edge` for those that did not get there. */
  readonly refusedBy: Record<string, number>
  /** What those were told whose signature does not hold, with gRPC's status: one. */
  readonly strangersTold: Set<string>
  readonly faults: string[]
}

export function openTally(): RequestTally {
  return { sent: 0, admitted: 0, refusedBy: {}, strangersTold: new Set(), faults: [] }
}

export async function playCase(
  stage: RequestStage,
  seed: string,
  number: number,
  tally: RequestTally,
): Promise<void> {
  const one = fuzzCase(seed, number, stage.cast)
  await stage.prepare(one)
  const judge = openOracle(stage.cast, one)
  for (const [i, request] of one.requests.entries()) {
    const sent = await stage.send(request)
    // Pure and slow: asked where its answer could be another one than the door's.
    const gotFar = sent.outcome !== undefined && !beforeSignature.has(sent.outcome)
    const verdict = gotFar || one.isSound ? judge(request) : undefined
    count(tally, sent)
    const fault = faultIn(one, i, sent, verdict)
    if (fault !== undefined) tally.faults.push(`case ${number} (${one.kind}), request ${i}: ${fault}`)
  }
}

/** Checks that a request does not pass whose signature does not hold. */
const beforeSignature: ReadonlySet<string> = new Set(['time-window', 'unknown-key', 'key-state', 'signature'])
/** What the library and the edge say of a request's form, which anyone can see: no such method, too large. */
const ofForm: ReadonlySet<number> = new Set([grpcStatus.unimplemented, grpcStatus.resourceExhausted])

const isTooLarge = ({ answer }: SentRequest) => answer.refusal?.reason === 'too-large'

function count(tally: RequestTally, sent: SentRequest): void {
  const { answer, outcome } = sent
  tally.sent += 1
  if (outcome === 'admitted') tally.admitted += 1
  else tally.refusedBy[outcome ?? 'edge'] = (tally.refusedBy[outcome ?? 'edge'] ?? 0) + 1
  const isOfForm = outcome === undefined && (ofForm.has(answer.status) || isTooLarge(sent))
  const isStranger = outcome === undefined ? !isOfForm : beforeSignature.has(outcome)
  if (isStranger || outcome === 'nonce') tally.strangersTold.add(`${answer.status}: ${answer.text}`)
}

/** What is wrong with how a request was met; undefined when nothing is. Apart from the stage, so that it can be shown to find faults. */
export function faultIn(
  { isSound }: Pick<FuzzCase, 'isSound'>,
  place: number,
  { answer, outcome, failures }: SentRequest,
  verdict: Verdict | undefined,
): string | undefined {
  if (failures.length > 0) return `something broke inside: ${failures.join('; ')}`
  if (answer.status === grpcStatus.deadlineExceeded || answer.status === grpcStatus.internal)
    return `was answered with ${answer.status}, ${answer.text}`
  if (outcome === 'admitted' && verdict !== 'earned') return `was let in, and is ${verdict}`
  if (outcome !== 'admitted' && verdict === 'earned') return `was refused by ${outcome}, and is earned`
  if (outcome !== undefined && !beforeSignature.has(outcome) && verdict === 'not authentic')
    return `got as far as ${outcome}, and is not authentic`
  if (isSound && place === 0 && outcome !== 'admitted') return `is sound, and was refused by ${outcome}`
  if (outcome !== 'admitted' && (answer.status === 0 || answer.messages.length > 0))
    return `was refused by ${outcome}, and answered all the same`
  return undefined
}
