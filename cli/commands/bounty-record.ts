import type { Command } from 'commander'
import { writeNew } from '../../verifier/index.ts'
import { findBounty } from '../bounty-lookup.ts'
import { withConnection } from '../connect.ts'
import { type ConnectionOptions, readNatural, withAction, withConnectionOptions } from '../options.ts'
import { type RecordChoice, testRecordOf } from '../test-record.ts'
import type { World } from '../world.ts'

interface RecordOptions extends ConnectionOptions, RecordChoice {
  readonly out: string
}

/** `parley bounty record BOUNTY`: one record of the test set as a file that proves itself, without the others. */
export function addBountyRecord(bounty: Command, world: World): void {
  const record = withConnectionOptions(bounty.command('record'))
    .description('(buyer, evaluator) show one record of the held-out test set, and nothing of the others')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .requiredOption('--index <n>', 'which record, from 0 in the order of the set', readNatural(0, 9_999_999))
    .option('--out <file>', 'where to write it; never replaces a file', 'test-record.json')
    .option(
      '--test-set <path>',
      'where the set lies, if it was not uploaded; needs the home that posted the bounty',
    )
    .addHelpText(
      'after',
      `
The terms of the bounty commit its buyer to every record of the set. The file has this record, its salt and its path to the terms'
root, so that an arbiter, or anybody, checks it offline; it tells nothing of the other records.

Example:
  $ parley bounty record 3f2a90c1 --index 17 --out record-17.json && parley verify record-17.json`,
    )
  withAction<RecordOptions>(record, world, ({ options, output, args }) =>
    withConnection(options, world, async connection => {
      const found = await findBounty(connection.port, args[0]!)
      const { bountyId } = found
      const { index, out } = options
      await writeNew(out, await testRecordOf(connection, found, options), '--out')
      output.result(
        { file: out, bountyId, index },
        `Wrote ${out}, record ${index} of the test set of bounty ${bountyId}. Check it with: parley verify ${out}`,
      )
    }),
  )
}
