import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { fromHex } from '../../aggregation/index.ts'
import type { SeenDispute } from '../../protos/market-statements.ts'
import { writeNew } from '../../verifier/index.ts'
import { findBounty } from '../bounty-lookup.ts'
import { type ConfirmOptions, confirm } from '../confirm.ts'
import { openIdentity, taken, withConnection } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { marketText } from '../market-view.ts'
import { readAskedDispute, seenInView } from '../money-file.ts'
import {
  type ConnectionOptions,
  type KeyOptions,
  readNatural,
  withAction,
  withConnectionOptions,
  withKeyOptions,
} from '../options.ts'
import { encodeRuling, jointRuling, type Ruling, readRuling, signRuling } from '../ruling-file.ts'
import type { World } from '../world.ts'

interface RulingOptions extends KeyOptions, ConfirmOptions {
  readonly dispute: number
  readonly money: string
  readonly upheld?: boolean
  readonly dismissed?: boolean
  readonly out: string
}

/** `parley bounty ruling BOUNTY`: an arbiter decides, with its key and nothing else. */
export function addBountyRuling(bounty: Command, world: World): void {
  const ruling = withKeyOptions(bounty.command('ruling'))
    .description('(arbiter) sign how a dispute is decided, offline; whoever has the files brings them')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .requiredOption('--dispute <number>', 'which dispute', readNatural(1, 529))
    .requiredOption('--money <file>', 'what `parley bounty money --json` prints: the claim and the evidence')
    .option('--upheld', 'the dispute is right')
    .option('--dismissed', 'the dispute is wrong')
    .option('--out <file>', 'where to write it; never replaces a file', 'ruling.json')
    .option('--yes', 'sign without being asked')
    .addHelpText(
      'after',
      `
Example:
  $ parley bounty money 3f2a90c1 --json > money.json
  $ parley bounty ruling 3f2a90c1 --dispute 1 --money money.json --upheld --out ruling-weber.json

No connection is needed to sign. Read the evidence first, and check its SHA-256. The signature is over the claim and the list of
evidence as they are in the file: a piece that is added later voids it.`,
    )
  withAction<RulingOptions>(ruling, world, async ({ options, output, args }) => {
    const [id = ''] = args
    const { dispute, money, upheld, dismissed, out } = options
    if ((upheld === true) === (dismissed === true))
      throw new UsageError('decide: either --upheld or --dismissed')
    const { bountyId, seen, text } = readAskedDispute(await readFile(money, 'utf8'), money, dispute)
    if (!/^[0-9a-f]{8,64}$/.test(id) || !bountyId.startsWith(id))
      throw new UsageError(`${money} is about bounty ${bountyId}, not "${id}"`)
    const verdict = upheld === true ? 'upheld' : 'dismissed'
    await confirm(options, world, `${text}\nYou sign that it is ${verdict}.`)
    const { identity } = await openIdentity(options, world)
    const signed = signRuling({ bountyId, ...seen, isUpheld: upheld === true }, identity.signer)
    await writeNew(out, Buffer.from(encodeRuling(signed)), '--out')
    output.result(
      { file: out, ...signed },
      `Wrote ${out}: ${seen.stage === 'appeal' ? 'on appeal, dispute' : 'dispute'} ${dispute} is ${verdict}, signed by ${signed.key}.`,
    )
  })
}

/** `parley bounty rule BOUNTY FILE...`. */
export function addBountyRule(bounty: Command, world: World): void {
  const rule = withConnectionOptions(bounty.command('rule'))
    .description('bring the arbiters’ signed rulings; it counts once enough of the panel agree')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .argument('<file...>', 'rulings, as `parley bounty ruling` writes them')
    .addHelpText('after', '\nExample:\n  $ parley bounty rule 3f2a90c1 ruling-weber.json ruling-ito.json')
  withAction<ConnectionOptions>(rule, world, async ({ options, output, args }) => {
    const [id = '', ...files] = args
    const rulings = await Promise.all(
      files.map(async file => ({ file, ruling: readRuling(await readFile(file, 'utf8'), file) })),
    )
    const joint = jointRuling(rulings)
    const { bountyId, dispute, isUpheld } = joint
    await withConnection(options, world, async ({ port }) => {
      const found = await findBounty(port, id)
      if (found.bountyId !== bountyId) throw new UsageError(`the rulings are about bounty ${bountyId}`)
      const now = taken(await port.getMarket({ bountyId })).disputes.find(({ number }) => number === dispute)
      if (now?.status === 'awaits-ruling') requireSame(joint, seenInView(now))
      const signatures = rulings.map(({ ruling }) => ({
        key: fromHex(ruling.key),
        signature: fromHex(ruling.signature),
      }))
      const request = { bountyId, dispute, isUpheld, signatures }
      const view = taken(await port.rule(request))
      output.result(
        view,
        `Ruled: dispute ${dispute} is ${isUpheld ? 'upheld' : 'dismissed'}.\n${marketText(view, world.nowMs())}`,
      )
    })
  })
}

/** What the arbiters saw is what is there, so that nobody waits for a signature to be refused. */
function requireSame({ dispute, stage, seen }: Ruling, now: SeenDispute): void {
  if (seen === now.seen && stage === now.stage) return
  throw new UsageError(
    `dispute ${dispute} is not as the arbiters saw it: evidence or an appeal came since; let them sign again`,
  )
}
