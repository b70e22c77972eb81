import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { fromHex } from '../../aggregation/index.ts'
import { writeNew } from '../../verifier/index.ts'
import { findBounty } from '../bounty-lookup.ts'
import { openIdentity, taken, withConnection } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { marketText } from '../market-view.ts'
import {
  type ConnectionOptions,
  type KeyOptions,
  readNatural,
  withAction,
  withConnectionOptions,
  withKeyOptions,
} from '../options.ts'
import { encodeRuling, jointRuling, readRuling, signRuling } from '../ruling-file.ts'
import type { World } from '../world.ts'

interface RulingOptions extends KeyOptions {
  readonly dispute: number
  readonly upheld?: boolean
  readonly dismissed?: boolean
  readonly appeal?: boolean
  readonly out: string
}

/** `parley bounty ruling BOUNTY`: an arbiter decides, with its key and nothing else. */
export function addBountyRuling(bounty: Command, world: World): void {
  const ruling = withKeyOptions(bounty.command('ruling'))
    .description('(arbiter) sign how a dispute is decided, offline; whoever has the files brings them')
    .argument('<bounty>', 'its id, all 64 digits')
    .requiredOption('--dispute <number>', 'which dispute', readNatural(1, 64))
    .option('--upheld', 'the dispute is right')
    .option('--dismissed', 'the dispute is wrong')
    .option('--appeal', 'as the panel of appeal, after a first ruling')
    .option('--out <file>', 'where to write it; never replaces a file', 'ruling.json')
    .addHelpText(
      'after',
      `
Example:
  $ parley bounty ruling 3f2a90c1…64-digits --dispute 1 --upheld --out ruling-weber.json

No connection is needed. Read the evidence first, and check its SHA-256 against \`parley bounty money\`.`,
    )
  withAction<RulingOptions>(ruling, world, async ({ options, output, args }) => {
    const [bountyId = ''] = args
    const { dispute, upheld, dismissed, appeal, out } = options
    if (!/^[0-9a-f]{64}$/.test(bountyId))
      throw new UsageError(`"${bountyId}" is no bounty: a ruling names all 64 hex digits of its id`)
    if ((upheld === true) === (dismissed === true))
      throw new UsageError('decide: either --upheld or --dismissed')
    const { identity } = await openIdentity(options, world)
    const stage = appeal === true ? 'appeal' : 'dispute'
    const signed = signRuling({ bountyId, dispute, stage, isUpheld: upheld === true }, identity.signer)
    await writeNew(out, Buffer.from(encodeRuling(signed)), '--out')
    output.result(
      { file: out, ...signed },
      `Wrote ${out}: the ${stage === 'appeal' ? 'appeal in dispute' : 'dispute'} ${dispute} is ${upheld === true ? 'upheld' : 'dismissed'}, signed by ${signed.key}.`,
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
    const { bountyId, dispute, isUpheld } = jointRuling(rulings)
    await withConnection(options, world, async ({ port }) => {
      const found = await findBounty(port, id)
      if (found.bountyId !== bountyId) throw new UsageError(`the rulings are about bounty ${bountyId}`)
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
