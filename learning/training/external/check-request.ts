import { sameLayout } from '../../../aggregation/vector/index.ts'
import { fitsModel } from '../../data/fits-model.ts'
import { TrainingError } from '../../errors.ts'
import { taskOf } from '../../models/model-spec.ts'
import { layoutOf } from '../../models/parameters.ts'
import type { TrainingRequest } from '../trainer.ts'
import type { TrainerHello } from './messages.ts'

/**
 * Throws `TrainingError` `bad-request` for a training under record-level privacy. The protocol carries no such settings, so
 * that whatever a trainer says of itself, it would train without.
 */
export function requireNoPrivacy({ privacy, gradientSum }: TrainingRequest): void {
  const asked = privacy ?? gradientSum
  if (asked === undefined) return
  const noise = privacy === undefined ? '' : `noiseMultiplier ${privacy.noiseMultiplier}, `
  throw new TrainingError(
    'bad-request',
    `the training is under record-level privacy (${noise}clipNorm ${asked.clipNorm}), which external trainers cannot be asked for; use the built-in trainer`,
  )
}

/** Throws `TrainingError` `bad-request` when model, parameters and records do not belong together. */
export function requireCoherent({ spec, parameters, dataset }: TrainingRequest): void {
  const fit = fitsModel(dataset, spec)
  if (fit.kind === 'refused') throw new TrainingError('bad-request', fit.message)
  if (dataset.examples === 0) throw new TrainingError('bad-request', 'the dataset holds no examples')
  if (!sameLayout(parameters.layout, layoutOf(spec)))
    throw new TrainingError('bad-request', 'the parameters are not laid out as the model is')
}

/** Throws `TrainingError` `bad-request` when the trainer never said that it can do this. */
export function requireCapable({ name, capabilities }: TrainerHello, request: TrainingRequest): void {
  const missing = needsOf(request).filter(need => !capabilities.includes(need))
  if (missing.length === 0) return
  throw new TrainingError(
    'bad-request',
    `the bounty needs a trainer that can do ${missing.join(', ')}, and ${name} can do ` +
      `${capabilities.join(', ') || 'nothing'}; use another trainer, or the built-in one`,
  )
}

/** Words of `capabilities` in a hello that this request calls for. */
function needsOf({ spec, proximal = 0, momentum = 0, correction }: TrainingRequest): readonly string[] {
  return [
    spec.family,
    ...(taskOf(spec) === 'classification' ? [] : [taskOf(spec)]),
    ...(proximal > 0 ? ['proximal'] : []),
    ...(momentum > 0 ? ['momentum'] : []),
    // No trainer says so yet: control variates are not part of the exchange.
    ...(correction === undefined ? [] : ['correction']),
  ]
}
