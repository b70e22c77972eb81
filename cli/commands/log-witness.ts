import { existsSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { encodeFork, formatWitness, fromHex, isNoteName } from '../../aggregation/index.ts'
import { witnessHead } from '../../client/connection.ts'
import { writeNew } from '../../verifier/index.ts'
import { withConnection } from '../connect.ts'
import { CommandError, UsageError } from '../errors.ts'
import { readHead } from '../head-file.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { World } from '../world.ts'

interface WitnessOptions extends ConnectionOptions {
  readonly name: string
  readonly state: string
  readonly out: string
}

/** `parley log witness`: one look at the log. */
export function addLogWitness(log: Command, world: World): void {
  const witness = withConnectionOptions(log.command('witness'))
    .description('cosign the head of the log, if it goes on from the one that you cosigned before')
    .requiredOption(
      '--name <name>',
      'what you are called as a witness, one word, such as witness.elm.example',
    )
    .option('--state <file>', 'the head that you cosigned last; it is replaced', 'witnessed.txt')
    .option(
      '--out <file>',
      'where to write the proof if the log was forked; never replaces a file',
      'fork.json',
    )
    .addHelpText(
      'after',
      `
The first key of your home signs (C2SP tlog-cosignature, cosignature/v1), also once it has turned over for calls. The state file is the cosigned checkpoint itself: publish it. Never
put an older one back. Others name your key to parley verify with --witness.

Example:
  $ parley log witness --name witness.elm.example --state witnessed.txt`,
    )
  withAction<WitnessOptions>(witness, world, async ({ options, output }) => {
    const { name, state, out } = options
    if (!isNoteName(name))
      throw new UsageError('--name is one word without "+"; take your domain, for example')
    await withConnection(options, world, async ({ port, target, ring }) => {
      const signer = ring.first()
      const coordinatorKey = fromHex(target.coordinatorKey)
      const last = existsSync(state) ? await readHead(state, coordinatorKey) : undefined
      const seen = await witnessHead({ port, coordinatorKey, signer, name, nowMs: world.nowMs }, last)
      if (seen.kind === 'forked') {
        await writeNew(out, encodeFork(seen.fork), '--out')
        throw new CommandError(`not cosigned: the coordinator has two logs; wrote ${out}`, 'forked')
      }
      if (seen.kind === 'behind')
        throw new CommandError(
          `not cosigned: the log has ${seen.own.size} leaves, and had ${seen.other.size} before`,
          'behind',
        )
      if (seen.kind === 'unanswered') throw new CommandError(`not cosigned: ${seen.detail}`, seen.kind)
      // Commit point: what is in the file was cosigned, and nothing else will be beside it.
      await writeFile(`${state}.new`, seen.cosigned, { flush: true })
      await rename(`${state}.new`, state)
      const witnessKey = formatWitness({ name, publicKey: signer.publicKey })
      const { size } = seen.head
      output.result({ file: state, size, witnessKey }, `Cosigned ${size} leaves: ${state}, as ${witnessKey}`)
    })
  })
}
