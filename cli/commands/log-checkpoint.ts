import type { Command } from 'commander'
import { fromHex, utf8 } from '../../aggregation/index.ts'
import { currentHead } from '../../client/connection.ts'
import { writeNew } from '../../verifier/index.ts'
import { withReader } from '../connect.ts'
import { CommandError } from '../errors.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { World } from '../world.ts'

interface CheckpointOptions extends ConnectionOptions {
  readonly out: string
}

/** `parley log checkpoint`. */
export function addLogCheckpoint(log: Command, world: World): void {
  const checkpoint = withConnectionOptions(log.command('checkpoint'))
    .description('the head of the log as the coordinator signs it now, to show to others')
    .option('--out <file>', 'where to write it; never replaces a file', 'checkpoint.txt')
    .addHelpText('after', '\nExample:\n  $ parley log checkpoint --out checkpoint.txt')
  withAction<CheckpointOptions>(checkpoint, world, ({ options, output }) =>
    withReader(options, world, async ({ port, target }) => {
      const head = await currentHead(port, fromHex(target.coordinatorKey))
      if ('kind' in head) throw new CommandError(head.detail, head.kind)
      await writeNew(options.out, utf8(head.note), '--out')
      const { origin, size, root } = head
      output.result(
        { file: options.out, origin, size, root },
        `Wrote ${options.out}: ${size} leaves of ${origin}.`,
      )
    }),
  )
}
