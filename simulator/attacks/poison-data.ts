import type { ClassDataset, SeededRandom } from '../../learning/index.ts'
import { plantBackdoor } from './backdoor.ts'
import { duplicateData } from './duplicate.ts'
import { flipLabels } from './label-flip.ts'
import type { AttackSettings } from './settings.ts'

/**
 * The data of all holders once the attackers have changed theirs; the honest keep the very datasets they had. Attacks on
 * updates change no data. Throws `RangeError` naming the setting that does not go with the data.
 */
export function poisonData(
  datasets: readonly ClassDataset[],
  attackers: ReadonlySet<number>,
  attack: AttackSettings,
  random: SeededRandom,
): readonly ClassDataset[] {
  const byAttackers = (poison: (dataset: ClassDataset) => ClassDataset) =>
    datasets.map((dataset, holder) => (attackers.has(holder) ? poison(dataset) : dataset))
  switch (attack.kind) {
    case 'label-flip':
      return byAttackers(dataset => flipLabels(dataset, attack))
    case 'backdoor':
      return byAttackers(dataset => plantBackdoor(dataset, attack, random))
    case 'duplicate':
      return duplicateData(datasets, attackers, random)
    default:
      return datasets
  }
}
