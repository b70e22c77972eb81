/**
 * Noise that can be taken off again where more members survive than a round prepares for (XNoise in Jiang,
 * Wang, Chen 2024, "Dordis: Efficient Federated Learning with Dropout-Resilient Differential Privacy", EuroSys). Each member's noise
 * is a sum of independent layers, each from a seed of its own. Steps n = u_0 > u_1 > ... > u_m = t are the survivors that are
 * prepared for: layer 0 has variance v/(n - c), layer j has v/(u_j - c) - v/(u_(j-1) - c), so that layers 0 to j have v/(u_j - c)
 * together and the u_j - c members who do not collude have v. Layers above those needed are surplus: their seeds are revealed
 * and the noise is subtracted. Exact for Skellam noise, whose sums are Skellam; sums of discrete Gaussians are not.
 *
 * What a member must see to before it reveals a seed is in the README. This is the arithmetic only.
 */

export interface NoiseLayerSettings {
  /** Members whose input may be in the sum (n). */
  readonly contributors: number
  /** Fewest survivors with which a round concludes (t). */
  readonly threshold: number
  /** Members who may tell their noise to the adversary (c), fewer than the threshold. */
  readonly colluders: number
  /** Variance that the noise of the others shall have in the sum (v), in any unit. */
  readonly targetVariance: number
  /** Survivors from one step to the next: else 1, which leaves nothing over; more takes fewer layers to draw. */
  readonly stride?: number
}

export interface NoiseLayers extends NoiseLayerSettings {
  /** The survivors that each layer completes, from `contributors` down to `threshold`. */
  readonly steps: readonly number[]
  /** Variance of each layer in one member's noise. */
  readonly variances: readonly number[]
}

/** The layers of each member's noise. @throws RangeError for counts that make no sense, naming them. */
export function planNoiseLayers(settings: NoiseLayerSettings): NoiseLayers {
  requireCounts(settings)
  const { contributors, threshold, colluders, targetVariance, stride = 1 } = settings
  const steps: number[] = []
  for (let survivors = contributors; survivors > threshold; survivors -= stride) steps.push(survivors)
  steps.push(threshold)
  const variances = steps.map((survivors, j) =>
    j === 0
      ? targetVariance / (survivors - colluders)
      : // The difference of two quotients, without cancellation.
        (targetVariance * (steps[j - 1]! - survivors)) /
        ((survivors - colluders) * (steps[j - 1]! - colluders)),
  )
  return { ...settings, steps, variances }
}

function requireCounts({
  contributors,
  threshold,
  colluders,
  targetVariance,
  stride = 1,
}: NoiseLayerSettings) {
  const isCount = (value: number, least: number, most: number) =>
    Number.isSafeInteger(value) && value >= least && value <= most
  if (!isCount(contributors, 1, 2 ** 31))
    throw new RangeError(`contributors is a natural number, not ${contributors}`)
  if (!isCount(threshold, 1, contributors))
    throw new RangeError(`threshold is 1 to ${contributors}, not ${threshold}`)
  if (!isCount(colluders, 0, threshold - 1))
    throw new RangeError(`colluders is 0 to ${threshold - 1}, below the threshold, not ${colluders}`)
  if (!isCount(stride, 1, 2 ** 31)) throw new RangeError(`stride is a natural number, not ${stride}`)
  if (!(targetVariance > 0)) throw new RangeError(`targetVariance is positive, not ${targetVariance}`)
}

/**
 * The layers that every survivor keeps: the first so many. All above are surplus and may be revealed.
 *
 * @throws RangeError for fewer survivors than the threshold or more than there were members.
 */
export function keptLayerCount({ steps, contributors, threshold }: NoiseLayers, survivors: number): number {
  if (!Number.isSafeInteger(survivors) || survivors < threshold || survivors > contributors)
    throw new RangeError(`survivors is ${threshold} to ${contributors}, not ${survivors}`)
  return steps.findIndex(step => step <= survivors) + 1
}

/** Variance of the noise that is left in the sum, of those who do not collude: `targetVariance` at a step, else more. */
export function remainingVariance(layers: NoiseLayers, survivors: number): number {
  const kept = layers.variances.slice(0, keptLayerCount(layers, survivors))
  return (survivors - layers.colluders) * kept.reduce((sum, variance) => sum + variance, 0)
}
