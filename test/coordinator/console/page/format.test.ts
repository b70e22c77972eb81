import test from 'ava'
import {
  eventSentence,
  formatBytes,
  formatMetric,
  formatPart,
  formatRemaining,
  formatTarget,
  formatUnits,
  shortHash,
} from '../../../../coordinator/console/page/format.ts'
import { eventKinds } from '../../../../protos/events.ts'

test('amounts are grouped and never rounded', t => {
  t.is(formatUnits('9007199254740993'), '9,007,199,254,740,993')
  t.is(formatUnits(-1_000_000n), '-1,000,000')
})

test('a part of the price is rounded to a tenth of a per cent', t => {
  t.is(formatPart(2n, 3n), '66.7 %')
  t.is(formatPart(1n, 3n), '33.3 %')
  t.is(formatPart(0n, 0n), '0.0 %')
  t.is(formatPart(10n ** 30n, 10n ** 30n), '100.0 %')
})

test('accuracy keeps two decimals', t => {
  t.is(formatMetric('accuracy', 0.97965), '97.97 %')
  t.is(formatMetric('balancedAccuracy', 1), '100.00 %')
})

test('other metrics are read as they usually are, and a target says on which side of it is good', t => {
  t.is(formatMetric('auc', 0.91256), '0.913')
  t.is(formatMetric('calibrationError', 0.0125), '0.013')
  t.is(formatMetric('logLoss', 0.123456), '0.1235')
  t.is(formatMetric('rmse', 12345.6), '12346')
  t.is(formatMetric('mae', 0.00001234), '1.23e-5')
  t.is(formatTarget({ metric: 'auc', target: 0.9 }), '0.900')
  t.is(formatTarget({ metric: 'rmse', target: 2.5 }), 'at most 2.500')
})

test('an evaluation is told by the metric of acceptance, or by right answers where it has no value', t => {
  const evaluated = { sequence: 1, atMs: 1, kind: 'model-evaluated', round: 2 } as const
  const figure = { metric: 'rmse', value: 2.5, low: 2, high: 3 } as const
  t.is(eventSentence({ ...evaluated, ...figure }), 'Model of round 2: RMSE 2.500 on the held-out test')
  t.is(
    eventSentence({ ...evaluated, correct: 3, total: 4 }),
    'Model of round 2: 75.00 % on the held-out test',
  )
})

test('the time that is left is read at a glance, and never negative', t => {
  t.is(formatRemaining(7_001), '0:08')
  t.is(formatRemaining(750_000), '12:30')
  t.is(formatRemaining(11_100_000), '3 h 05 min')
  t.is(formatRemaining(-5_000), '0:00')
})

test('sizes and hashes are shortened without lying', t => {
  t.is(formatBytes(1_023), '1023 B')
  t.is(formatBytes(597_630), '583.6 KiB')
  t.is(formatBytes(2_988_150), '2.8 MiB')
  t.is(shortHash('ab'.repeat(32)), 'abababababab…')
})

test('every kind of event has a sentence of its own', t => {
  const sentences = eventKinds.map(kind =>
    eventSentence({
      sequence: 1,
      atMs: 1,
      kind,
      round: 2,
      attempt: 2,
      stage: 'input',
      organisation: 'lakeside',
    }),
  )
  t.is(new Set(sentences).size, eventKinds.length)
  for (const sentence of sentences) t.notRegex(sentence, /undefined|NaN|null/)
})

test('a holder that declines is told with its reason, in words', t => {
  const declined = { sequence: 1, atMs: 1, kind: 'holder-declined', organisation: 'lakeside' } as const
  const sentence = (reason: string) => eventSentence({ ...declined, reason, round: 4 })
  t.is(sentence('privacy-budget-spent'), 'lakeside declined: privacy budget spent')
  t.is(sentence('policy'), 'lakeside declined: against its policy')
})

test('a dropout is told with who, where and why', t => {
  const event = {
    sequence: 1,
    atMs: 1,
    kind: 'member-dropped',
    round: 3,
    stage: 'input',
    organisation: 'st-mary',
    reason: 'bad-signature',
  } as const
  t.is(eventSentence(event), 'st-mary dropped out at “train and mask” in round 3: bad signature')
})
