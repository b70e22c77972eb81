import test from 'ava'
import { prepareRun, readRunData } from '../../../simulator/engine/index.ts'
import { accuracyOf, play, refusalOf, smallRun } from './small-run.ts'

const attack = (settings: object, holders = 1) => ({ attack: { settings, holders } })

async function attackersOf(seed: number) {
  const run = smallRun({ holders: 6, ...attack({ kind: 'noise' }, 2) }, seed)
  const { holders } = prepareRun(run, await readRunData(run.experiment))
  return holders.filter(holder => holder.attack !== undefined).map(({ organisation }) => organisation)
}

test('attackers are as many as are asked for, and follow from the seed', async t => {
  const drawn = await Promise.all([1, 2, 3, 4, 5, 6].map(attackersOf))
  t.true(drawn.every(({ length }) => length === 2))
  t.true(new Set(drawn.map(String)).size > 1)
  t.deepEqual(await attackersOf(3), drawn[2])
})

test('a flipped sign that skips clipping moves the model further than one that is clipped', async t => {
  const step = async (clipping: string) => {
    const settings = { kind: 'sign-flip', scale: 20, clipping }
    const { rounds } = await play(smallRun({ ...attack(settings), training: { rounds: 1, clipNorm: 0.3 } }))
    return rounds[0]!.stepNorm!
  }
  const [kept, skipped] = [await step('kept'), await step('skipped')]
  t.true(kept <= 0.3, `clipped, all are at most 0.3 long, and so is their mean: ${kept}`)
  t.true(skipped > 3 * kept, `${skipped} against ${kept}`)
})

test('a backdoor is judged by how often it works, and works better the more there are of it', async t => {
  const success = async (holders: number) => {
    const settings = { kind: 'backdoor', target: 3 }
    const { rounds } = await play(smallRun({ ...attack(settings, holders), training: { rounds: 4 } }))
    t.true(rounds.every(({ metrics }) => metrics.attackSuccess! >= 0))
    return rounds.at(-1)!.metrics.attackSuccess!
  }
  const [few, many] = [await success(1), await success(3)]
  t.true(many > few, `${many} against ${few}`)
})

test('a duplicate has the records of an honest holder, and declares as many', async t => {
  const run = smallRun({ partition: { kind: 'quantity', alpha: 1 }, ...attack({ kind: 'duplicate' }) })
  const { holders } = prepareRun(run, await readRunData(run.experiment))
  const copy = holders.find(holder => holder.attack !== undefined)!
  t.is(copy.records().examples, copy.examples)
  const others = holders.filter(holder => holder.attack === undefined)
  t.true(
    others.some(({ records }) =>
      Buffer.from(records().features).equals(Buffer.from(copy.records().features)),
    ),
  )
})

test('a rule over groups names the group that it leaves out', async t => {
  const run = smallRun({
    holders: 12,
    groups: { size: 3 },
    robust: { rule: 'norm-filter', factor: 2 },
    training: { rounds: 2 },
    ...attack({ kind: 'sign-flip', scale: 50, clipping: 'kept' }),
  })
  const { rounds } = await play(run)
  t.true(rounds.every(({ leftOut }) => leftOut.length === 1 && leftOut[0]! >= 1 && leftOut[0]! <= 4))
  const { robust: _, ...without } = run.experiment
  const bare = await play({ ...run, experiment: without })
  t.true(accuracyOf(rounds.at(-1)!) > accuracyOf(bare.rounds.at(-1)!))
})

test('too few groups for the rule leave the model as it was', async t => {
  const { rounds } = await play(
    smallRun({
      holders: 9,
      groups: { size: 3 },
      robust: { rule: 'median' },
      conditions: { dropouts: 0.6 },
      training: { rounds: 3 },
    }),
  )
  t.true(rounds.every(({ stepNorm, leftOut }) => stepNorm === 0 && leftOut.length === 0))
  t.is(new Set(rounds.map(({ modelHash }) => modelHash)).size, 1)
})

test('settings that the data has not are refused with their fields, before the first round', async t => {
  const refused = async (settings: object, holders?: number) =>
    (await refusalOf(smallRun(attack(settings, holders))))?.message ?? ''
  t.regex(
    await refused({ kind: 'label-flip', from: 3, to: 12 }),
    /^attack\.settings\.to: 12 is no label.* 0 to 9$/,
  )
  t.regex(await refused({ kind: 'backdoor', target: 10 }), /^attack\.settings\.target: 10 is no label/)
  t.regex(await refused({ kind: 'backdoor', patch: 29 }), /^attack\.settings\.patch: a square of 29/)
  t.is(await refused({ kind: 'noise' }, 4), 'attack.holders: must be at most 3: of 4 holders one is honest')
})
