import path from 'node:path'
import type { Command } from 'commander'
import { encodeFork, fromHex, sha256, systemRandom, toHex } from '../../aggregation/index.ts'
import { openHeadFile, openUtilitiesFolder, type ScoringNews, scoreRounds } from '../../client/index.ts'
import { type BackendName, insistedBackend, openEvaluator } from '../../learning/index.ts'
import { backendOption, requireBackend } from '../backend-option.ts'
import { findBounty } from '../bounty-lookup.ts'
import { signerInBounty } from '../bounty-signer.ts'
import { termsOf } from '../bounty-view.ts'
import { type Connection, withConnection } from '../connect.ts'
import { CommandError, UsageError } from '../errors.ts'
import { followParent } from '../lifetime.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { writeFileAtomically } from '../profile.ts'
import type { World } from '../world.ts'

interface ScoreOptions extends ConnectionOptions {
  readonly backend?: BackendName
  readonly exitWithParent?: boolean
}

/** `parley bounty score BOUNTY`: an evaluator of the terms tests what groups of holders contribute. */
export function addBountyScore(bounty: Command, world: World): void {
  const score = withConnectionOptions(bounty.command('score'))
    .description(
      '(evaluator) test what groups of holders contribute, until the bounty has ended; with --json one event a line',
    )
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .addOption(backendOption('what to compute on'))
    .addOption(bounty.createOption('--exit-with-parent', 'end when stdin is closed').hideHelp())
    .addHelpText(
      'after',
      `
Example:
  $ parley bounty score 3f2a90c1

For organisations that the bounty's page names under \`scoring.evaluators\`. Joining puts up your stake, which goes back at the
end whatever you find. What you find of a round leaves as a hash first, and is shown when all have committed themselves or
their time is over; the median of all counts. It may be ended and started again: what you committed to is kept in the
home's folder \`scoring\`, and is lost with it. The log is checked on the way: where it does not go on from what the coordinator showed
before, the evaluator ends and the proof lies in that folder.`,
    )
  withAction<ScoreOptions>(score, world, async ({ options, output, args }) => {
    if (options.exitWithParent === true) followParent(world)
    await requireBackend(insistedBackend(options.backend, world.env))
    await withConnection(options, world, async connection => {
      const { bountyId, organisation, signer } = await ownTask(connection, args[0]!)
      const folder = path.join(connection.home, 'scoring')
      const coordinatorKey = fromHex(connection.target.coordinatorKey)
      const backend = options.backend === undefined ? {} : { backend: options.backend }
      // What is told of a coalition is its loss or its right answers, which have no intervals.
      const evaluator = openEvaluator({ ...backend, hasIntervals: false })
      const { stop: signal } = world
      try {
        for await (const news of scoreRounds({
          port: connection.port,
          signer,
          organisation,
          bountyId,
          evaluator,
          coordinatorKey,
          memory: openUtilitiesFolder(folder),
          heads: openHeadFile(folder, coordinatorKey),
          random: systemRandom,
          nowMs: Date.now,
          signal,
        })) {
          if (news.kind === 'refused') throw new CommandError(`the coordinator refuses: ${news.message}`)
          if (news.kind === 'forked') throw await forkError(news, folder)
          output.event(news, textOf(news))
        }
      } catch (error) {
        if (!signal.aborted) throw error
      } finally {
        await evaluator.close()
      }
      output.note(signal.aborted ? 'Stopped; start it again to go on.' : 'Nothing is left to test.')
    })
  })
}

type Forked = Extract<ScoringNews, { kind: 'forked' }>

/** Writes the proof beside what else the evaluator keeps. */
export async function forkError({ fork, message }: Forked, folder: string): Promise<CommandError> {
  const proof = encodeFork(fork)
  // The same proof has the same name.
  const file = path.join(folder, `fork-${toHex(sha256(proof)).slice(0, 12)}.json`)
  await writeFileAtomically(file, proof)
  return new CommandError(
    `${message}. Nothing more is tested. Wrote ${file}: proof against it, for \`parley verify\` and \`parley bounty fault\``,
    'forked',
  )
}

async function ownTask(connection: Connection, id: string) {
  const { port, profile } = connection
  const bounty = await findBounty(port, id)
  const { scoring } = termsOf(bounty)
  const { organisation } = profile
  if (organisation === undefined)
    throw new UsageError('this home is of no organisation yet; enrol it first, with `parley enroll`')
  if (scoring === undefined)
    throw new UsageError(`${bounty.bountyId} pays nothing by contribution; there is nothing to test`)
  if (!scoring.evaluators.some(evaluator => evaluator.organisation === organisation))
    throw new UsageError(
      `${organisation} is no evaluator of ${bounty.bountyId}; its terms name ${scoring.evaluators.map(one => one.organisation).join(', ')}`,
    )
  return { bountyId: bounty.bountyId, organisation, signer: signerInBounty(connection, bounty) }
}

function textOf(news: Exclude<ScoringNews, Forked>): string {
  switch (news.kind) {
    case 'joined':
      return 'Joined as an evaluator; the stake is put up.'
    case 'round-tested':
      return `Round ${news.round}: tested ${news.coalitions} coalitions of ${news.groups} groups, and committed to what was found.`
    case 'utilities-shown':
      return `Round ${news.round}: shown.`
    case 'not-taken':
      return `Round ${news.round}: not taken: ${news.message}`
    case 'unreachable':
      return `The coordinator cannot be reached (${news.message}); trying again.`
    case 'refused':
      return news.message
  }
}
