import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { adaptedClip, centredClipBit } from '../../../aggregation/privacy/index.ts'

test('a bit is a half for a norm within the clip norm, itself included, and minus a half beyond', t => {
  t.deepEqual(
    [0.1, 3, 3.0001].map(norm => centredClipBit(norm, 3)),
    [0.5, 0.5, -0.5],
  )
})

test('the clip norm falls where more norms than wanted are within it, and grows where fewer are', t => {
  // 30 of 40 within: b̃ = 1/2 + (15 - 5)/40 = 3/4, and exp(-0.2 · 1/4) = 0.951229.
  const step = { clip: 10, start: 10, noisedBitSum: 10, contributors: 40 }
  t.true(Math.abs(adaptedClip(step, { quantile: 0.5 }) - 9.51229424500714) < 1e-12)
  t.true(Math.abs(adaptedClip(step, { quantile: 0.9 }) - 10 * Math.exp(0.03)) < 1e-12)
  t.true(Math.abs(adaptedClip(step, { quantile: 0.5, learningRate: 1 }) - 10 * Math.exp(-0.25)) < 1e-12)
})

test('noise takes the fraction no further than none and all', t => {
  const step = { clip: 1, start: 1, contributors: 10 }
  t.is(adaptedClip({ ...step, noisedBitSum: 99 }, { quantile: 0.3 }), Math.exp(-0.2 * 0.7))
  t.is(adaptedClip({ ...step, noisedBitSum: -99 }, { quantile: 0.3 }), Math.exp(0.2 * 0.3))
})

test('settings without sense are refused by name', t => {
  const step = { clip: 1, start: 1, noisedBitSum: 0, contributors: 10 }
  for (const field of ['clip', 'contributors'])
    t.throws(() => adaptedClip({ ...step, [field]: -1 }, { quantile: 0.5 }), { message: new RegExp(field) })
  t.throws(() => adaptedClip(step, { quantile: -1 }), { message: /quantile/ })
})

testProp(
  'without noise, the clip norm comes to the quantile of the norms',
  [fc.constantFrom(0.3, 0.5, 0.8), fc.double({ min: 0.01, max: 100, noNaN: true })],
  (t, quantile, start) => {
    // Norms 1, 2, ..., 100.
    const bitSum = (clip: number) =>
      Array.from({ length: 100 }, (_, i) => centredClipBit(i + 1, clip)).reduce((sum, bit) => sum + bit, 0)
    let clip = start
    for (let round = 0; round < 300; round++)
      clip = adaptedClip({ clip, start: 1, noisedBitSum: bitSum(clip), contributors: 100 }, { quantile })
    t.true(Math.abs(clip - 100 * quantile) < 2, `${clip}`)
  },
)
