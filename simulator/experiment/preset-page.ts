/** A preset as a page to start from. */
import { stringify } from 'yaml'
import type { Preset } from '../presets/index.ts'

export function presetPage({ experiment, reproduces, takes }: Preset): string {
  const head = `# ${experiment.name}: ${reproduces}. Takes ${takes} on two cores.\n# Play it with: parley simulate FILE\n`
  return `${head}${stringify(experiment, { lineWidth: 100, aliasDuplicateObjects: false })}`
}
