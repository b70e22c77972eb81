import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import {
  type BackendConfig,
  openBackends,
  type ScrubReport,
  scrub,
  usualStore,
} from '../../coordinator/blobs/index.ts'
import { readCoordinatorConfig, storeOf } from '../coordinator-config.ts'
import { ReportedFailure, UsageError } from '../errors.ts'
import { type CommonOptions, withAction, withCommonOptions } from '../options.ts'
import { bytesText, table } from '../output.ts'
import type { World } from '../world.ts'

interface ScrubOptions extends CommonOptions {
  readonly config?: string
  readonly dataDir?: string
}

/** `parley coordinator scrub`. */
export function addCoordinatorScrub(coordinator: Command, world: World): void {
  const scrubbing = withCommonOptions(coordinator.command('scrub'))
    .description(
      'read every stored model and file of every place, and mend what is damaged from another place',
    )
    .option('--config <file>', 'the coordinator’s parley.yaml')
    .option('--data-dir <dir>', 'the coordinator’s data folder (default ./parley)')
    .addHelpText(
      'after',
      `
It needs no passphrase, opens no file, and may run beside the coordinator, which does the same each day. Exit code 1 when
something stays damaged.

Example:
  $ parley coordinator scrub --data-dir ./parley
  $ parley coordinator scrub --config parley.yaml --json`,
    )
  withAction<ScrubOptions>(scrubbing, world, async ({ options, output }) => {
    const config = options.config === undefined ? {} : await readCoordinatorConfig(options.config)
    const dataDir = path.resolve(options.dataDir ?? config.dataDir ?? './parley')
    const { backends } = storeOf(config) ?? usualStore(dataDir)
    await requireFolders(backends)
    const places = await openBackends(backends)
    try {
      const report = await scrub(places.stores)
      output.result(report, scrubText(report))
      if (!report.isWhole) throw new ReportedFailure('something stays damaged, see above')
    } finally {
      places.close()
    }
  })
}

/** Opening makes a folder that is not there, and an empty one is always whole. */
async function requireFolders(backends: readonly BackendConfig[]): Promise<void> {
  for (const place of backends) {
    if (place.kind === 's3' || (await isFolder(place.path))) continue
    throw new UsageError(`there is no folder ${place.path}: name the coordinator's --data-dir or --config`)
  }
}

async function isFolder(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined)
  return found?.isDirectory() === true
}

function scrubText({ stores, findings, unlisted, blobs, isWhole }: ScrubReport): string {
  const places = stores.map(({ name, blobs: count, bytes }) => [name, String(count), bytesText(bytes)])
  const lines = findings.map(({ address, store, fault, detail, repairedFrom }) =>
    repairedFrom === undefined
      ? `${address} in ${store} is ${fault}: ${detail}`
      : `${address} in ${store} was ${fault}; written again from ${repairedFrom}`,
  )
  return [
    table(['place', 'whole', 'bytes'], places, [1, 2]),
    ...unlisted.map(({ store, detail }) => `${store} cannot be listed: ${detail}`),
    ...lines,
    isWhole
      ? `${blobs} blobs; every place has all of them${findings.length === 0 ? '' : ' again'}.`
      : `${blobs} blobs; put back from a backup what no place has whole.`,
  ].join('\n')
}
