import { eventKinds, type ParleyEvent } from '../events.ts'
import { maximumNameCharacters, maximumSentenceCharacters } from '../limits.ts'
import { metricNames } from '../metrics.ts'
import { roundPurposes } from '../terms.ts'
import type * as t from '../types.ts'
import { amount, count, finiteNumber, id, idOrNone, natural, text, wordOf } from './fields.ts'
import { message, messageWithOptionals } from './message.ts'
import type * as wire from './wire.ts'

export const watchRequestCodec = message<t.WatchRequest, wire.WatchRequest>('WatchRequest', {
  bountyId: idOrNone,
  after: natural(),
})

export const eventCodec = messageWithOptionals<ParleyEvent, wire.Event>('Event', {
  sequence: natural(),
  atMs: natural(),
  kind: wordOf(eventKinds),
  bountyId: id,
  round: count(),
  attempt: count(),
  stage: text(maximumNameCharacters),
  organisation: text(maximumNameCharacters),
  reason: text(maximumSentenceCharacters),
  correct: natural(),
  total: natural(),
  amountUnits: amount,
  bytes: natural(),
  members: count(),
  permille: count(1000),
  group: count(),
  groups: count(),
  metric: wordOf(metricNames),
  value: finiteNumber,
  low: finiteNumber,
  high: finiteNumber,
  purpose: wordOf(roundPurposes),
  afterRound: count(),
})
