/**
 * Real MNIST digits, a few hundred for each holder, dealt at random: too few to train alone, and to each the same kind of work, so
 * that what an honest one contributes goes by how many it has.
 */
import path from 'node:path'
import {
  type ClassDataset,
  type LoadedDataset,
  loadDataset,
  loadMnist,
  openSeededRandom,
  selectExamples,
  shuffle,
  writeIdxFolder,
} from '../../learning/index.ts'
import type { Hospital } from './cast.ts'
import type { DemoFolder } from './demo-folder.ts'

/** Enough for the second digit of the accuracy, and for the loss that scores come from. */
const testDigits = 5_000

export interface Shards {
  /** By organisation. */
  readonly records: ReadonlyMap<string, LoadedDataset>
  readonly testSet: LoadedDataset
}

/** Writes each holder's records into its folder and the held-out digits beside the bounty page. */
export async function writeShards(
  folder: DemoFolder,
  cast: readonly Hospital[],
  seed: number,
): Promise<Shards> {
  const train = await loadMnist('train')
  const order = Int32Array.from(train.labels, (_, place) => place)
  shuffle(order, openSeededRandom(seed, 'the demonstration deals its digits'))
  const records = new Map<string, LoadedDataset>()
  let dealt = 0
  for (const { organisation, examples, part } of cast) {
    const own = selectExamples(train, [...order.subarray(dealt, dealt + examples)])
    dealt += examples
    const written = part === 'bad-labels' ? withWrongLabels(own) : own
    await writeIdxFolder(path.join(folder.holder(organisation), 'records'), written)
    records.set(organisation, loadDataset(written))
  }
  const testSet = await loadMnist('test', testDigits)
  await writeIdxFolder(path.join(folder.root, 'test-set'), testSet)
  return { records, testSet: loadDataset(testSet) }
}

/** Every digit is called the next one, as by a column that slipped. */
function withWrongLabels(digits: ClassDataset): ClassDataset {
  return { ...digits, labels: digits.labels.map(label => (label + 1) % digits.classes) }
}
