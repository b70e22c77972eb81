import { attacksPreset } from './attacks.js';
import { averagingPresets } from './averaging.js';
import { hello } from './hello.js';
import { fedadamLabelSkew, scaffoldLabelSkew } from './label-skew.js';
import { niidPresets } from './niid-bench.js';
import { fedproxStragglers } from './uneven-work.js';
/** The experiments that come with the program, by name, in the order in which they are told. */
export const presets = Object.fromEntries([
    hello,
    ...averagingPresets,
    fedproxStragglers,
    ...niidPresets,
    scaffoldLabelSkew,
    fedadamLabelSkew,
    attacksPreset,
].map(preset => [preset.experiment.name, preset]));
//# sourceMappingURL=index.js.map