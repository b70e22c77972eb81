import test from 'ava'
import type { PrivacyReport } from '../../simulator/bench/index.ts'
import { openWorkplace } from './parley.ts'

test('the benchmark of privacy prints one JSON value with every promised figure, and progress on stderr', async t => {
  const { parley } = await openWorkplace(t)
  const ran = await parley(['bench', 'privacy', '--quick', '--json'])
  t.is(ran.code, 0, ran.stderr)
  const report = ran.json<PrivacyReport>()
  t.regex(ran.stderr, /noise at 5 scales/)
  t.true(report.quick)
  for (const figure of [
    report.noiseNsPerCoordinate,
    report.convolutionNsPerCoordinate,
    report.rotationNsPerCoordinate,
    report.roundingNsPerCoordinate,
    report.encodingNsPerCoordinate,
    report.dpSgdRatio,
  ])
    t.true(figure > 0)
  const typical = report.noise.find(
    ({ kind, standardDeviation }) => kind === 'skellam' && standardDeviation === 4096,
  )
  t.is(report.noiseNsPerCoordinate, typical!.nsPerCoordinate)
  t.deepEqual(
    report.goals.map(({ field }) => field),
    ['noiseNsPerCoordinate', 'dpSgdRatio'],
  )
})
