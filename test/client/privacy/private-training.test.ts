import test from 'ava'
import { asPromised } from '../../../client/agent/private-training.ts'
import { type LocalTask, TrainingError, type TrainingResult } from '../../../learning/index.ts'

const privacy = { clipNorm: 1, noiseMultiplier: 1.5, sampling: 0.1 }
const settings = { epochs: 2, privacy } as LocalTask['settings']
const kept = { steps: 20, sampling: 0.1, clipNorm: 1, noiseMultiplier: 1.5, noiseDistance: 0 }

const trainerSaying = (said: Partial<TrainingResult>) => asPromised(async () => said as TrainingResult)

test('training that kept what was promised, or more, is taken', async t => {
  // The last is of a clip norm that followed the gradients.
  for (const better of [{}, { steps: 10 }, { noiseMultiplier: 1.6 }, { clipNorm: 7 }])
    await t.notThrowsAsync(trainerSaying({ privacy: { ...kept, ...better } })(settings))
})

for (const [what, privacyOf, message] of [
  ['nothing', undefined, /does not say/],
  ['less noise', { ...kept, noiseMultiplier: 1.4999 }, /less noise/],
  ['a step too many', { ...kept, steps: 21 }, /more often/],
  ['larger batches', { ...kept, sampling: 0.11 }, /more often/],
] as const) {
  test(`attack: a trainer that says ${what} of what it was asked for trains nothing that leaves`, async t => {
    const train = trainerSaying(privacyOf === undefined ? {} : { privacy: privacyOf })
    await t.throwsAsync(train(settings), { instanceOf: TrainingError, message })
  })
}

test('an algorithm may train once, as it is charged once', async t => {
  const train = trainerSaying({ privacy: kept })
  await train(settings)
  await t.throwsAsync(train(settings), { instanceOf: TrainingError, message: /twice/ })
})

test('without privacy training is as it was', async t => {
  const train = trainerSaying({})
  const plain = { epochs: 2 } as LocalTask['settings']
  await train(plain)
  await t.notThrowsAsync(train(plain))
})
