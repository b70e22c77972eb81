/** Runs a playbook from the command line: shows the steps, asks, opens the line, writes the report. */
import { toHex } from '../../aggregation/index.ts'
import { type ConfirmOptions, confirm } from '../confirm.ts'
import { type Connection, openPort, withConnection } from '../connect.ts'
import { ReportedFailure, UsageError } from '../errors.ts'
import type { ConnectionOptions } from '../options.ts'
import type { Output } from '../output.ts'
import type { World } from '../world.ts'
import type { ReadyPlaybook } from './playbook.ts'
import { openReportFiles } from './report-files.ts'
import type { Scene, Waits } from './scene.ts'

export interface PlaybookOptions extends ConnectionOptions, ConfirmOptions {
  readonly report?: string
  readonly dryRun?: boolean
}

export interface PlayedFrom<O> {
  readonly options: O
  readonly output: Output
  readonly world: World
  readonly waits: Waits
}

/** Shows the steps, asks, runs them and tells how it ended. Throws `ReportedFailure` where not every check holds. */
export async function play(
  name: string,
  { options, output, world, waits }: PlayedFrom<PlaybookOptions>,
  make: (scene: Scene) => ReadyPlaybook | Promise<ReadyPlaybook>,
): Promise<void> {
  const { report = `playbook-${name}-${timeForFile(world.nowMs())}.json` } = options
  if (!report.endsWith('.json'))
    throw new UsageError('--report names a file that ends in .json; the page of it stands beside it')
  const files = openReportFiles(report)
  await withConnection(options, world, async connection => {
    const scene = sceneOf(connection, { world, waits, base: files.base })
    const playbook = await make(scene)
    const plan = playbook.titles.map((title, i) => `${i + 1}. ${title}`).join('\n')
    if (options.dryRun === true) {
      output.result(
        { playbook: name, about: playbook.about, steps: playbook.titles, isDryRun: true },
        `${playbook.name}: ${playbook.about}\n${plan}\nNothing was done.`,
      )
      return
    }
    output.note(plan)
    await confirm(options, world, playbook.warning)
    const { role = 'member' } = connection.profile
    const run = {
      ...{ coordinatorKey: scene.coordinatorKey, by: `${scene.organisation} (${role})` },
      ...{ nowMs: world.nowMs, stop: world.stop, save: files.save, note: output.note },
    }
    const { report: told, shownOnce } = await playbook.run(run)
    const secrets = shownOnce.map(({ what, secret }) => `${what}, shown once and in no file:\n${secret}`)
    output.result(
      { ...told, report: files.json, page: files.page, shownOnce },
      [
        told.ok ? 'Every check holds.' : 'NOT IN ORDER: see the page.',
        ...secrets,
        `Read ${files.page}: what is left to be done by hand, and whom to tell.`,
      ].join('\n'),
    )
    if (!told.ok) throw new ReportedFailure(`not every step of ${name} is in order; ${files.page} says which`)
  })
}

function sceneOf(
  { port, target, identity, profile }: Connection,
  { world, waits, base }: Pick<PlayedFrom<unknown>, 'world' | 'waits'> & { readonly base: string },
): Scene {
  const { coordinatorKey, environment } = target
  return {
    ...{ port, coordinatorKey, environment, base, waits, nowMs: world.nowMs, stop: world.stop },
    organisation: profile.organisation ?? toHex(identity.signer.publicKey).slice(0, 16),
    signer: identity.signer,
    openReader: apiKey => openPort(target, { apiKey }, world),
  }
}

/** "20261124T021007Z" */
function timeForFile(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')
}
