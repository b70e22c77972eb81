import type { Dropping } from '../../models/layers/forward.ts'
import type { LearningSettings } from '../learner.ts'
import type { RecordPrivacy } from './record-privacy.ts'

/** What of a training its clipped sums depend on. */
export type ClippingSettings = Pick<LearningSettings, 'spec' | 'parameters' | 'seed'> & {
  readonly privacy: Pick<RecordPrivacy, 'clipNorm'>
  /** Decides what dropout layers drop, where it must be secret; else `seed` does. */
  readonly dropping?: Dropping
}
