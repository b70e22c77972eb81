/** Bounties of every exit in one public log, interleaved, and the file that each party may have of each. */
import {
  buildMerkleTree,
  formatCheckpoint,
  inclusionPath,
  merkleRoot,
  type Signer,
  sha256,
  signerFromSeed,
  signNote,
  toHex,
  utf8,
} from '../../aggregation/index.ts'
import { type BountyLog, bountyLogType } from '../../protos/market-log/index.ts'
import { type Exit, marketExits } from './market-exits.ts'

export interface MarketFiles {
  readonly coordinator: Signer
  readonly exits: readonly Exit[]
  /** In the order of the exits; a checkpoint may be over more leaves than the bounty's last. */
  readonly logs: readonly BountyLog[]
}

export function marketFiles(): MarketFiles {
  const coordinator = signerFromSeed(sha256(utf8('coordinator')))
  const exits = marketExits()
  const order = interleaved(exits)
  const bodies = order.map(({ exit, place }) => exits[exit]!.bodies[place]!)
  const tree = buildMerkleTree(bodies)
  const checkpoint = signNote(
    formatCheckpoint({ origin: 'parley/test', size: bodies.length, root: merkleRoot(bodies) }),
    'parley/test',
    coordinator,
  )
  const logs = exits.map(({ script }, exit) => ({
    type: bountyLogType,
    bountyId: script.bountyId,
    terms: new TextDecoder().decode(script.termsBytes),
    leaves: order.flatMap((one, index) =>
      one.exit === exit
        ? [
            {
              index,
              leaf: new TextDecoder().decode(exits[exit]!.bodies[one.place]),
              path: inclusionPath(tree, index).map(toHex),
            },
          ]
        : [],
    ),
    checkpoint,
  })) satisfies readonly BountyLog[]
  return { coordinator, exits, logs }
}

/** The first leaves of all, then the second, ... */
function interleaved(exits: readonly Exit[]): readonly { readonly exit: number; readonly place: number }[] {
  const longest = Math.max(...exits.map(({ bodies }) => bodies.length))
  return Array.from({ length: longest }, (_, place) =>
    exits.flatMap(({ bodies }, exit) => (place < bodies.length ? [{ exit, place }] : [])),
  ).flat()
}
