import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { imageBountyPage, tableBountyPage } from '../bounty-template.ts'
import { UsageError } from '../errors.ts'
import { type CommonOptions, withAction, withCommonOptions } from '../options.ts'
import type { World } from '../world.ts'

interface InitOptions extends CommonOptions {
  readonly csv?: boolean
}

/** `parley bounty init [FILE]`: a commented page to start from. Never replaces a file. */
export function addBountyInit(bounty: Command, world: World): void {
  const init = withCommonOptions(bounty.command('init'))
    .description('write a commented bounty page that can be posted as it is')
    .argument('[file]', 'where to write it', 'bounty.yaml')
    .option('--csv', 'for a table in a CSV file; otherwise for images in IDX files, as MNIST has them')
    .addHelpText('after', '\nExample:\n  $ parley bounty init && parley bounty post bounty.yaml')
  withAction<InitOptions>(init, world, async ({ options, output, args }) => {
    const file = args[0] ?? 'bounty.yaml'
    const page = options.csv === true ? tableBountyPage : imageBountyPage
    try {
      await writeFile(file, page, { flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      throw new UsageError(`${file} exists already; name another file, or move it away`)
    }
    const testSet = options.csv === true ? 'test-set.csv' : 'test-set/'
    output.result(
      { file, testSet },
      `Wrote ${file}. Put your held-out test set beside it as ${testSet}, then: parley bounty post ${file}`,
    )
  })
}
