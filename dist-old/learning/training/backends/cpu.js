import { mendAveragePooling } from './average-pooling.js';
import { computeOn } from './backend.js';
/** Plain loops in JavaScript: they run wherever Node does. */
export const cpu = {
    name: 'cpu',
    start: async () => {
        await import('@tensorflow/tfjs-backend-cpu');
        await computeOn('cpu');
        mendAveragePooling('cpu');
        return {
            detail: 'plain JavaScript, some thirty times slower than wasm',
            isSoftwareRenderer: false,
            stop: () => undefined,
        };
    },
};
//# sourceMappingURL=cpu.js.map