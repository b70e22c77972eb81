import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { ParleyEvent } from '../../protos/events.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { findBounty } from '../bounty-lookup.ts'
import { withReader } from '../connect.ts'
import { narrate } from '../narration.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { Output } from '../output.ts'
import type { World } from '../world.ts'

const reconnectMs = 1000

/** `parley bounty watch BOUNTY`. */
export function addBountyWatch(bounty: Command, world: World): void {
  const watch = withConnectionOptions(bounty.command('watch'))
    .description(
      'tell what happens, from the beginning to the end of the bounty; with --json one event a line',
    )
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .addHelpText('after', '\nExample:\n  $ parley bounty watch 3f2a90c1')
  withAction<ConnectionOptions>(watch, world, ({ options, output, args }) =>
    withReader(options, world, async ({ port }) => {
      const { bountyId } = await findBounty(port, args[0]!)
      for await (const event of eventsOf(port, bountyId, world.stop)) tell(output, event)
    }),
  )
}

function tell(output: Output, event: ParleyEvent): void {
  const line = narrate(event)
  if (!output.isJson && line === '') return
  output.event(event, `${new Date(event.atMs).toISOString().slice(11, 19)}  ${line}`)
}

/** The bounty's events from the first, over broken connections and restarts, until it has ended. */
export async function* eventsOf(
  port: CoordinatorPort,
  bountyId: string,
  signal: AbortSignal,
): AsyncGenerator<ParleyEvent> {
  let after = 0
  while (!signal.aborted) {
    for await (const event of port.watch({ bountyId, after }, signal)) {
      after = event.sequence
      yield event
      if (event.kind === 'bounty-ended') return
    }
    await sleep(reconnectMs, undefined, { signal }).catch(() => undefined)
  }
}
