import { openClassJudge } from './judge-classes.js';
import { openLabelJudge } from './judge-labels.js';
import { openNumberJudge } from './judge-numbers.js';
import { openSegmentJudge } from './judge-segments.js';
/** The judge of a dataset's task; `loss` is that of the model, where it is not the task's usual one. */
export function openJudge(dataset, loss) {
    switch (dataset.task) {
        case 'multi-label':
            return openLabelJudge(dataset);
        case 'segmentation':
            return openSegmentJudge(dataset);
        case 'regression':
            return openNumberJudge(dataset, loss);
        default:
            return openClassJudge(dataset);
    }
}
//# sourceMappingURL=open-judge.js.map