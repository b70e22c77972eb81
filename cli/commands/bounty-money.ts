import type { Command } from 'commander'
import { readDocumentFile } from '../../verifier/index.ts'
import { findBounty } from '../bounty-lookup.ts'
import { taken, withConnection, withReader } from '../connect.ts'
import { marketText } from '../market-view.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { unitsText } from '../output.ts'
import type { World } from '../world.ts'

/** `parley bounty money BOUNTY`. */
export function addBountyMoney(bounty: Command, world: World): void {
  const money = withConnectionOptions(bounty.command('money'))
    .description('where its money is: escrow, epochs and when they are paid, disputes, what holders wait for')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .addHelpText('after', '\nExample:\n  $ parley bounty money 3f2a90c1')
  withAction<ConnectionOptions>(money, world, ({ options, output, args }) =>
    withReader(options, world, async ({ port }) => {
      const { bountyId } = await findBounty(port, args[0]!)
      const view = taken(await port.getMarket({ bountyId }))
      output.result(view, marketText(view, world.nowMs()))
    }),
  )
}

/** `parley bounty release BOUNTY`. */
export function addBountyRelease(bounty: Command, world: World): void {
  const release = withConnectionOptions(bounty.command('release'))
    .description('(holder) take what has vested of what was held back of your pay')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .addHelpText('after', '\nExample:\n  $ parley bounty release 3f2a90c1')
  withAction<ConnectionOptions>(release, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port, profile }) => {
      const { bountyId } = await findBounty(port, args[0]!)
      const heldBack = (view: {
        readonly holders: readonly { readonly holder: string; readonly heldBackUnits: bigint }[]
      }) => view.holders.find(({ holder }) => holder === profile.organisation)?.heldBackUnits ?? 0n
      const before = heldBack(taken(await port.getMarket({ bountyId })))
      const view = taken(await port.releaseVested({ bountyId }))
      const left = heldBack(view)
      output.result(
        { bountyId, releasedUnits: before - left, heldBackUnits: left },
        `${unitsText(before - left)} units are yours now; ${unitsText(left)} are still held back.`,
      )
    }),
  )
}

/** `parley bounty fault BOUNTY PROOF`. */
export function addBountyFault(bounty: Command, world: World): void {
  const fault = withConnectionOptions(bounty.command('fault'))
    .description(
      'bring a proof of a fault, which anyone can check; whoever is at fault loses its stake or bond',
    )
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .argument('<proof>', 'a document that `parley verify` finds to hold, such as `parley evidence` writes')
    .addHelpText(
      'after',
      '\nExample:\n  $ parley bounty fault 3f2a90c1 evidence.json\n\nA tenth of what is lost goes to the party that brings the proof.',
    )
  withAction<ConnectionOptions>(fault, world, async ({ options, output, args }) => {
    const proof = await readDocumentFile(args[1]!)
    await withConnection(options, world, async ({ port }) => {
      const { bountyId } = await findBounty(port, args[0]!)
      const view = taken(await port.proveFault({ bountyId, proof }))
      output.result(view, `The proof holds, and is in the log.\n${marketText(view, world.nowMs())}`)
    })
  })
}
