import { writeFile } from 'node:fs/promises';
import { imageBountyPage, tableBountyPage } from '../bounty-template.js';
import { UsageError } from '../errors.js';
import { withAction, withCommonOptions } from '../options.js';
/** `parley bounty init [FILE]`: a commented page to start from. Never replaces a file. */
export function addBountyInit(bounty, world) {
    const init = withCommonOptions(bounty.command('init'))
        .description('write a commented bounty page that can be posted as it is')
        .argument('[file]', 'where to write it', 'bounty.yaml')
        .option('--csv', 'for a table in a CSV file; otherwise for images in IDX files, as MNIST has them')
        .addHelpText('after', '\nExample:\n  $ parley bounty init && parley bounty post bounty.yaml');
    withAction(init, world, async ({ options, output, args }) => {
        const file = args[0] ?? 'bounty.yaml';
        const page = options.csv === true ? tableBountyPage : imageBountyPage;
        try {
            await writeFile(file, page, { flag: 'wx' });
        }
        catch (error) {
            if (error.code !== 'EEXIST')
                throw error;
            throw new UsageError(`${file} exists already; name another file, or move it away`);
        }
        const testSet = options.csv === true ? 'test-set.csv' : 'test-set/';
        output.result({ file, testSet }, `Wrote ${file}. Put your held-out test set beside it as ${testSet}, then: parley bounty post ${file}`);
    });
}
//# sourceMappingURL=bounty-init.js.map