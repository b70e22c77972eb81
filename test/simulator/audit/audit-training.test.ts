import test from 'ava'
import { type AuditOptions, auditTraining } from '../../../simulator/audit/index.ts'

/** Without sampling the noise has a formula, which is quicker than an accountant. */
const small: AuditOptions = {
  ...{ epsilon: 2, delta: 1e-5, noise: 'calibrated', sampling: 1 },
  ...{ canaries: 300, records: 60, seed: 5, confidence: 0.95 },
}

test('with the noise that was computed for it, a training is not caught, and the attack still sees something', async t => {
  const said: string[] = []
  const report = await auditTraining({ ...small, epsilon: 8, report: text => said.push(text) })
  t.false(report.isRefuted)
  t.true(report.lowerBound > 0.5 && report.lowerBound < 8, `${report.lowerBound}`)
  t.is(report.guesses, 150)
  t.true(report.mostProvable > 3.8 && report.mostProvable < 4)
  t.regex(said.join('\n'), /a noise multiplier of \d\.\d+ keeps 15 steps within epsilon 8/)
  const stricter = await auditTraining(small)
  t.true(stricter.lowerBound < 2 && stricter.noiseMultiplier! > 2 * report.noiseMultiplier!)
})

test('the control without noise is caught at the same claim', async t => {
  const report = await auditTraining({ ...small, noise: 'off', sampling: 0.25 })
  t.true(report.isRefuted)
  t.true(report.lowerBound > 3.5, `${report.lowerBound}`)
  t.is(report.noiseMultiplier, null)
})

test('a noise that is much smaller than the claim needs is caught, although gradients are clipped', async t => {
  const report = await auditTraining({ ...small, epsilon: 1, noise: 1 })
  t.true(report.isRefuted && report.lowerBound > 2, `${report.lowerBound}`)
  t.is(report.noiseMultiplier, 1)
})

test('the same seed gives the same report, another seed throws other coins', async t => {
  const tiny = { ...small, canaries: 60, records: 10 }
  const one = await auditTraining(tiny)
  t.deepEqual(await auditTraining(tiny), one)
  t.not((await auditTraining({ ...tiny, seed: 6 })).included, one.included)
})
