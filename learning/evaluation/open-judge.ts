import type { Dataset } from '../data/dataset.ts'
import type { LayersSpec } from '../models/index.ts'
import type { Judge } from './evaluation.ts'
import { openClassJudge } from './judge-classes.ts'
import { openLabelJudge } from './judge-labels.ts'
import { openNumberJudge } from './judge-numbers.ts'
import { openSegmentJudge } from './judge-segments.ts'

/** The judge of a dataset's task; `loss` is that of the model, where it is not the task's usual one. */
export function openJudge(dataset: Dataset, loss?: LayersSpec['loss']): Judge {
  switch (dataset.task) {
    case 'multi-label':
      return openLabelJudge(dataset)
    case 'segmentation':
      return openSegmentJudge(dataset)
    case 'regression':
      return openNumberJudge(dataset, loss)
    default:
      return openClassJudge(dataset)
  }
}
