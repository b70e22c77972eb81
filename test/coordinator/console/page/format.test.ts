import test from 'ava'
import {
  eventSentence,
  formatAccuracy,
  formatBytes,
  formatPart,
  formatRemaining,
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
  t.is(formatAccuracy(0.97965), '97.97 %')
  t.is(formatAccuracy(1), '100.00 %')
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
