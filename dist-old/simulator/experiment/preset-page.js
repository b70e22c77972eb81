/** A preset as a page to start from. */
import { stringify } from 'yaml';
export function presetPage({ experiment, reproduces, takes }) {
    const head = `# ${experiment.name}: ${reproduces}. Takes ${takes} on two cores.\n# Play it with: parley simulate FILE\n`;
    return `${head}${stringify(experiment, { lineWidth: 100, aliasDuplicateObjects: false })}`;
}
//# sourceMappingURL=preset-page.js.map