import test from 'ava'
import { prepareRun, readRunData } from '../../../simulator/engine/index.ts'
import { refusalOf, smallRun } from './small-run.ts'

const digits = (examples: number) => ({ data: { dataset: 'mnist', examples, testExamples: 20 } })

const holder = { unit: 'holder', noise: 'distributed', epsilon: 10, delta: 1e-5 }

const refused: Readonly<Record<string, readonly [fields: object, field: string, message: RegExp]>> = {
  'a cut that leaves holders short': [
    { partition: { kind: 'dirichlet', alpha: 0.01 }, holders: 14 },
    'partition.alpha',
    /^0\.01 leaves \d+ of 14 holders with fewer than 10 examples .*; [\d.]+ is the nearest that does not$/,
  ],
  'more holders than there is data for': [{ holders: 31 }, 'holders', /^300 examples .*; at most 30$/],
  'a cut without a number of holders': [{ holders: undefined }, 'holders', /^is missing; say among how many/],
  'a sample larger than the holders': [
    { sampled: 5 },
    'sampled',
    /at most the number of holders, which is 4$/,
  ],
  'thousands of holders that are all to take part': [
    { ...digits(5_000), holders: 5_000, minimumExamples: 1 },
    'sampled',
    /^is missing; of 5000 holders a round draws some, at most 1000, such as 100$/,
  ],
  'more masked holders than a bounty has': [
    { ...digits(1_500), holders: 1_500, minimumExamples: 1, sampled: 10, masking: 'on' },
    'holders',
    /^must be at most 1000 with masking, as in a bounty; it is 1500$/,
  ],
  'a robust rule without groups': [
    { robust: { rule: 'median' }, holders: 9 },
    'robust',
    /^median needs 3 groups, and compares the means of groups.*: give a groups\.size of 3$/,
  ],
  'a robust rule with too few holders for its groups': [
    { robust: { rule: 'median' }, holders: 6, groups: { size: 3 } },
    'robust',
    /^median needs 3 groups, and has 2 of them, as a round may have 6 holders, in groups of 3: raise holders to 9$/,
  ],
  'a robust rule with too few drawn': [
    { robust: { rule: 'median' }, holders: 8, sampled: 6, groups: { size: 3 } },
    'robust',
    /: raise holders and sampled to 9$/,
  ],
  'a robust rule with SCAFFOLD': [
    {
      robust: { rule: 'median' },
      holders: 9,
      groups: { size: 3 },
      training: { algorithm: { name: 'scaffold' } },
    },
    'robust',
    /^scaffold sends more than an update \(control\)/,
  ],
  'sums too small for the noise of whole holders': [
    { privacy: holder, conditions: { withoutFloors: true } },
    'conditions.withoutFloors',
    /^cannot go with distributed noise/,
  ],
  'an attacker who noises and does not clip': [
    { privacy: holder, attack: { holders: 1, settings: { kind: 'noise', scale: 2, clipping: 'skipped' } } },
    'attack.settings.clipping',
    /^cannot be skipped under distributed noise/,
  ],
  'too few bits for the noise of whole holders': [
    { privacy: { ...holder, epsilon: 3 }, bits: 8 },
    'bits',
    /^of 8 cannot hold the noise: .*; take bits of 1\d/,
  ],
  'FedSGD in batches': [
    { training: { algorithm: { name: 'fedsgd' } } },
    'training.batchSize',
    /^must be "all", not 10: fedsgd takes one step/,
  ],
  'a preset of a model that there is not': [
    { model: 'mnist-3nn' },
    'model',
    /^there is no model preset "mnist-3nn"; use one of .*mnist-2nn/,
  ],
  'a model for other examples': [
    { model: { family: 'logistic', inputShape: [27, 28, 1], classes: 10 } },
    'model',
    /27.*28|28.*27/,
  ],
  'a model for another task': [
    {
      model: {
        family: 'layers',
        inputShape: [28, 28, 1],
        loss: 'meanSquaredError',
        layers: [{ kind: 'flatten' }, { kind: 'dense', units: 1 }],
      },
    },
    'model',
    /./,
  ],
  'a group larger than the holders': [{ groups: { size: 5 } }, 'groups.size', /at most holders, which is 4$/],
  'a group larger than the sample': [
    { holders: 9, sampled: 3, groups: { size: 4 } },
    'groups.size',
    /at most sampled, which is 3$/,
  ],
  'a minimum above the size of groups': [
    { holders: 9, groups: { size: 3, minimum: 4 } },
    'groups.minimum',
    /at most groups\.size, which is 3$/,
  ],
  'integers too short for so many': [
    { ...digits(300), holders: 150, minimumExamples: 1, bits: 8 },
    'bits',
    /^too few for 150 holders/,
  ],
  'more rounds than a bounty has room for': [
    { ...digits(1_000), holders: 1_000, minimumExamples: 1, training: { rounds: 65 } },
    'training.rounds',
    /^with up to 1000 holders at most 64/,
  ],
  'more rounds at least than at most': [
    { training: { rounds: 2, minimumRounds: 3 } },
    'training.minimumRounds',
    /at most training\.rounds, which is 2$/,
  ],
  'a network without masks': [{ transport: 'grpc' }, 'transport', /set masking: on, or transport: memory$/],
  'conditions with masks': [
    { masking: 'on', conditions: { withoutFloors: true } },
    'conditions',
    /set masking: off$/,
  ],
  'an attack behind masks that no agent would make': [
    { masking: 'on', attack: { holders: 1, settings: { kind: 'noise', clipping: 'skipped' } } },
    'attack.settings.clipping',
    /use kept, or masking: off$/,
  ],
}

for (const [what, [fields, field, message]] of Object.entries(refused))
  test(`${what}: refused before the first round, in the words of the experiment`, async t => {
    const refusal = await refusalOf(smallRun(fields as never))
    t.is(refusal?.field, field, refusal?.message)
    t.regex(refusal!.message.slice(field.length + 2), message)
    t.notRegex(refusal!.message, /cohort|aggregation|acceptance|holders and holders/)
  })

async function termsFor(fields: object) {
  const run = smallRun(fields as never)
  return prepareRun(run, await readRunData(run.experiment)).terms
}

test('of those who are drawn two thirds must be left, and where holders fall silent three', async t => {
  const fields = { ...digits(300), holders: 20, sampled: 10 }
  t.is((await termsFor(fields)).cohort.groupMinimum, 7)
  t.is((await termsFor({ ...fields, conditions: { dropouts: 0.1 } })).cohort.groupMinimum, 3)
  t.is((await termsFor({ holders: 6, conditions: { dropouts: 0.1 } })).cohort.minimum, 3)
  t.is((await termsFor({ holders: 6, groups: { size: 3 }, conditions: { dropouts: 0.1 } })).cohort.minimum, 6)
  t.is((await termsFor({ holders: 6 })).cohort.minimum, 6)
})

test('the terms have what the experiment says, and the seed of the run', async t => {
  const fields = { training: { momentum: 0.5, keep: 'best' }, target: { at: 0.8, stop: true }, bits: 28 }
  const { training, acceptance, aggregation, cohort } = await termsFor(fields)
  t.deepEqual(
    [training.momentum, training.keep, training.seed, training.stopAtTarget],
    [0.5, 'best', 1, true],
  )
  t.deepEqual([acceptance.metric, acceptance.target, aggregation.bits], ['accuracy', 0.8, 28])
  t.is(cohort.maximumExamples, 75, 'of the holder with the most')
})
