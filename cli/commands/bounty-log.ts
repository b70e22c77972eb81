import type { Command } from 'commander'
import { encodeBountyLog } from '../../protos/market-log/index.ts'
import { writeNew } from '../../verifier/index.ts'
import { fetchBountyLog } from '../bounty-log.ts'
import { findBounty } from '../bounty-lookup.ts'
import { withReader } from '../connect.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { World } from '../world.ts'

interface LogOptions extends ConnectionOptions {
  readonly out: string
}

/** `parley bounty log BOUNTY`: all that the public log holds about a bounty, as a file that proves itself. */
export function addBountyLog(bounty: Command, world: World): void {
  const log = withConnectionOptions(bounty.command('log'))
    .description('everything that happened to a bounty, with its places in the public log, as one file')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .option('--out <file>', 'where to write it; never replaces a file', 'bounty-log.json')
    .addHelpText(
      'after',
      `
Whoever has the file and the coordinator's key computes the settlement again, to the last unit, and asks nobody.

Example:
  $ parley bounty log 3f2a90c1 --out bounty.json
  $ parley verify bounty.json --coordinator-key 5e5cd895... --settlement settlement.json`,
    )
  withAction<LogOptions>(log, world, ({ options, output, args }) =>
    withReader(options, world, async ({ port, target }) => {
      const { bountyId } = await findBounty(port, args[0]!)
      const document = await fetchBountyLog(port, target.coordinatorKey, bountyId)
      await writeNew(options.out, encodeBountyLog(document), '--out')
      const leaves = document.leaves.length
      const check = `parley verify ${options.out} --coordinator-key ${target.coordinatorKey}`
      output.result(
        { file: options.out, bountyId, leaves },
        `Wrote ${options.out}, ${leaves} leaves of bounty ${bountyId}. Check it with: ${check}`,
      )
    }),
  )
}
