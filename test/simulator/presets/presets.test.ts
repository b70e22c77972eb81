import test from 'ava'
import { parse } from 'yaml'
import { planRuns, presetPage, readExperiment } from '../../../simulator/experiment/index.ts'
import { presets } from '../../../simulator/presets/index.ts'

for (const [name, preset] of Object.entries(presets)) {
  test(`the preset ${name} is an experiment of that name whose runs can be planned`, async t => {
    const experiment = await readExperiment(name)
    t.is(experiment.name, name)
    t.true(planRuns(experiment).length > 0)
  })

  test(`the page of ${name} is the preset`, t => {
    t.deepEqual(parse(presetPage(preset)), JSON.parse(JSON.stringify(preset.experiment)))
  })
}

test('FedAvg drops stragglers and FedProx takes their part', async t => {
  const runs = planRuns(await readExperiment('fedprox-stragglers'))
  t.deepEqual(
    runs.map(({ run, experiment: { conditions } }) => [
      run,
      conditions?.stragglers,
      conditions?.withoutFloors,
    ]),
    [
      ['fedavg-0-s1', { share: 0, work: 'drop' }, undefined],
      ['fedprox-0-s1', { share: 0, work: 'partial' }, undefined],
      ['fedavg-50-s1', { share: 0.5, work: 'drop' }, undefined],
      ['fedprox-50-s1', { share: 0.5, work: 'partial' }, undefined],
      ['fedavg-90-s1', { share: 0.9, work: 'drop' }, true],
      ['fedprox-90-s1', { share: 0.9, work: 'partial' }, undefined],
    ],
  )
})
