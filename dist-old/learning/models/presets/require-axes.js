import { ModelError } from '../../errors.js';
import { shapeText } from '../layers/index.js';
/** Refuses data of another number of axes: 2 for signals [length, channels], 3 for images [height, width, channels]. */
export function requireAxes({ featureShape }, axes) {
    if (featureShape.length === axes)
        return;
    const wanted = axes === 2 ? 'signals [length, channels]' : 'images [height, width, channels]';
    throw new ModelError(`the preset is for ${wanted} and the data has examples of ${shapeText(featureShape)}`);
}
//# sourceMappingURL=require-axes.js.map