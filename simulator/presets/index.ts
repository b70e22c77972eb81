import { attacksPreset, breakdownPreset } from './attacks.ts'
import { averagingPresets } from './averaging.ts'
import { hello } from './hello.ts'
import { holderNoise } from './holder-noise.ts'
import { fedadamLabelSkew, scaffoldLabelSkew } from './label-skew.ts'
import { niidPresets } from './niid-bench.ts'
import type { Preset } from './preset.ts'
import { privateDigits, sharedNoiseDigits } from './private.ts'
import { fedproxStragglers } from './uneven-work.ts'

export type { Preset } from './preset.ts'

/** The experiments that come with the program, by name, in the order in which they are told. */
export const presets: Readonly<Record<string, Preset>> = Object.fromEntries(
  [
    hello,
    ...averagingPresets,
    fedproxStragglers,
    ...niidPresets,
    scaffoldLabelSkew,
    fedadamLabelSkew,
    attacksPreset,
    breakdownPreset,
    privateDigits,
    sharedNoiseDigits,
    holderNoise,
  ].map(preset => [preset.experiment.name, preset]),
)
