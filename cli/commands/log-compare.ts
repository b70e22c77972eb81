import type { Command } from 'commander'
import { encodeFork, fromHex } from '../../aggregation/index.ts'
import { compareHeads, type HeadsCompared } from '../../client/connection.ts'
import { writeNew } from '../../verifier/index.ts'
import { withReader } from '../connect.ts'
import { CommandError } from '../errors.ts'
import { readHead } from '../head-file.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { World } from '../world.ts'

interface CompareOptions extends ConnectionOptions {
  readonly out: string
}

/** `parley log compare OTHER`: what two who were shown heads of one log find out between them. */
export function addLogCompare(log: Command, world: World): void {
  const compare = withConnectionOptions(log.command('compare'))
    .description('hold a head of the log that somebody else was shown against the log that you are shown')
    .argument('<other>', 'its file: of parley log checkpoint, a receipt, a bounty’s log or a certificate')
    .option(
      '--out <file>',
      'where to write the proof if the log was forked; never replaces a file',
      'fork.json',
    )
    .addHelpText(
      'after',
      `
A coordinator that keeps two logs shows each of them to somebody. Who meets another’s head asks the coordinator how its log goes on
from there. An honest one has an answer; another’s answer is its own proof, which parley verify and parley bounty fault take.

Example:
  $ parley log compare ./from-elm/receipts/3f2a90c1-round-2.json --out fork.json && echo one log

Exit codes: 0 one log, 1 two of them or no answer, 2 the file has no head of this coordinator’s.`,
    )
  withAction<CompareOptions>(compare, world, ({ options, output, args }) =>
    withReader(options, world, async ({ port, target }) => {
      const key = fromHex(target.coordinatorKey)
      const compared = await compareHeads(port, key, await readHead(args[0]!, key))
      if (compared.kind === 'consistent') {
        const { own, other } = compared
        output.result(
          { kind: compared.kind, sizes: [other.size, own.size] },
          `One log: its ${own.size} leaves go on from the ${other.size} of ${args[0]}.`,
        )
        return
      }
      if (compared.kind === 'forked') await writeNew(options.out, encodeFork(compared.fork), '--out')
      throw new CommandError(faultText(compared, options.out), compared.kind)
    }),
  )
}

function faultText(compared: Exclude<HeadsCompared, { kind: 'consistent' }>, out: string): string {
  switch (compared.kind) {
    case 'forked':
      return `the coordinator has two logs: the ${compared.own.size} leaves that it shows you do not go on from the ${compared.other.size} that it showed others. Wrote ${out}: proof against it. Check it with: parley verify ${out}`
    case 'behind':
      return `the coordinator signed a log of ${compared.other.size} leaves and shows you ${compared.own.size}: it hides what it showed others. Keep the file, and compare again when there are as many`
    case 'unanswered':
      return `nothing was found out: ${compared.detail}`
  }
}
