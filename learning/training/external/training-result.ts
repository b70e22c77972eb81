import {
  firstNotFinite,
  type ParameterVector,
  parameterVector,
  placeOfCoordinate,
} from '../../../aggregation/vector/index.ts'
import { TrainingError } from '../../errors.ts'
import type { TrainingResult } from '../train-locally.ts'
import type { TrainingRequest } from '../trainer.ts'
import type { ExchangeFolder } from './exchange-folder.ts'
import { UnusableWeights } from './faults.ts'
import type { DoneReply } from './messages.ts'
import { mostWeightBytes, readWeights } from './weights-file.ts'

/**
 * The result that a `done` claims, its weights read and checked. Throws `UnusableWeights`, or `TrainingError` `diverged`
 * for weights that are not finite numbers.
 */
export async function readResult(
  { parameters, dataset }: TrainingRequest,
  done: DoneReply,
  folder: ExchangeFolder,
): Promise<Omit<TrainingResult, 'durationMs'>> {
  const { examples, steps, meanLoss } = done
  if (examples > dataset.examples)
    throw new UnusableWeights(`it says it trained on ${examples} examples and was given ${dataset.examples}`)
  const bytes = await folder.readClaimed(done.weights, mostWeightBytes(parameters.layout))
  const trained = readWeights(bytes, parameters.layout)
  return { update: updateOf(trained, parameters), examples, steps, meanLoss }
}

/** New minus old; a value that is not a finite number is refused here, before it can be masked into a sum. */
function updateOf(trained: ParameterVector, { values: old, layout }: ParameterVector): ParameterVector {
  const values = trained.values.map((value, i) => value - old[i]!)
  const bad = firstNotFinite(values)
  if (bad < 0) return parameterVector(values, layout)
  throw new TrainingError(
    'diverged',
    `the trainer gave back weights that are no numbers: ${placeOfCoordinate(layout, bad)} of the update is ` +
      `${values[bad]}. The learning rate may be too high, or the features not scaled to about -1..1`,
  )
}
