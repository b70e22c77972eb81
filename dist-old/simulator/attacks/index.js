export { attackClipped, attackUpdate } from './attack-update.js';
export { attackingTrainer } from './attacking-trainer.js';
export { triggeredTestSet } from './backdoor.js';
export { poisonData } from './poison-data.js';
export { attackDefaults, attackPresets, attackSchema, } from './settings.js';
//# sourceMappingURL=index.js.map