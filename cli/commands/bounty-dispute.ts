import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Claim, fromHex } from '../../aggregation/index.ts'
import {
  appealSigningBytes,
  disputeSigningBytes,
  evidenceSigningBytes,
} from '../../protos/market-statements.ts'
import { claimText } from '../../protos/market-text.ts'
import type { Bounty, DisputeClaim, MarketView } from '../../protos/types.ts'
import { findBounty } from '../bounty-lookup.ts'
import { signerInBounty } from '../bounty-signer.ts'
import { termsOf } from '../bounty-view.ts'
import { type ConfirmOptions, confirm } from '../confirm.ts'
import { taken, withConnection } from '../connect.ts'
import { CommandError, UsageError } from '../errors.ts'
import { hashOfEvidence } from '../evidence-file.ts'
import { marketText, spanText } from '../market-view.ts'
import { type ConnectionOptions, readNatural, withAction, withConnectionOptions } from '../options.ts'
import { type Output, unitsText } from '../output.ts'
import type { World } from '../world.ts'

interface DisputeOptions extends ConnectionOptions, ConfirmOptions {
  readonly exclude?: string
  readonly target?: 'met' | 'missed'
  readonly epoch?: number
  readonly evidence: string
}

interface PieceOptions extends ConnectionOptions, ConfirmOptions {
  readonly dispute: number
  readonly evidence: string
}

const readNumber = readNatural(1, 529)

/** `parley bounty dispute BOUNTY`. */
export function addBountyDispute(bounty: Command, world: World): void {
  const dispute = withConnectionOptions(bounty.command('dispute'))
    .description('say that an epoch’s pay is wrong, before it is paid; puts up the bond of the terms')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .option('--exclude <holder>', 'that this holder gets nothing of the epoch', readHolder)
    .addOption(
      new Option('--target <word>', 'that the target was met, or missed, at the end').choices([
        'met',
        'missed',
      ]),
    )
    .option('--epoch <number>', 'which epoch (else the last that has begun)', readNumber)
    .requiredOption('--evidence <file>', 'what shows it; the log gets its SHA-256, arbiters get it from you')
    .option('--yes', 'put up the bond without being asked')
    .addHelpText(
      'after',
      `
Examples:
  $ parley bounty dispute 3f2a90c1 --exclude st-anna --epoch 1 --evidence findings.pdf
  $ parley bounty dispute 3f2a90c1 --target missed --evidence own-test.json --yes

The bond comes back unless the panel dismisses the dispute; without a ruling in time all stays as it was.`,
    )
  withAction<DisputeOptions>(dispute, world, async ({ options, output, args }) => {
    const sha256 = await hashOfEvidence(options.evidence)
    await withConnection(options, world, async connection => {
      const { port } = connection
      const found = await findBounty(port, args[0]!)
      const { bountyId } = found
      const claim = claimOf(options, taken(await port.getMarket({ bountyId })))
      const { bondUnits, rulingSeconds } = disputeTermsOf(found)
      await confirm(
        options,
        world,
        `You dispute that ${contraryText(claim)}. This puts up ${unitsText(BigInt(bondUnits))} units, lost if the panel dismisses it; it rules within ${spanText(rulingSeconds)}.`,
      )
      const signature = signerInBounty(connection, found).sign(disputeSigningBytes(bountyId, claim, sha256))
      const request = { bountyId, claim: wireClaim(claim), evidence: fromHex(sha256), signature }
      const view = taken(await port.dispute(request))
      const opened = view.disputes.at(-1)!
      tell(
        output,
        view,
        world,
        `Dispute ${opened.number} is open: ${claimText(opened.claim)}. Evidence ${sha256.slice(0, 16)}…; hand the file to the arbiters.`,
      )
    })
  })
}

/** `parley bounty evidence BOUNTY --dispute N`. */
export function addBountyEvidence(bounty: Command, world: World): void {
  const evidence = pieceCommand(
    bounty,
    'evidence',
    'add a piece of evidence to a dispute that awaits its ruling',
  ).addHelpText(
    'after',
    '\nExample:\n  $ parley bounty evidence 3f2a90c1 --dispute 1 --evidence more.pdf\n\nIt costs nothing, and is taken in the first half of the time to rule: each piece voids the rulings signed before it.',
  )
  withAction<PieceOptions>(evidence, world, async ({ options, output, args }) => {
    const sha256 = await hashOfEvidence(options.evidence)
    await withConnection(options, world, async connection => {
      const { port } = connection
      const found = await findBounty(port, args[0]!)
      const { bountyId } = found
      const { dispute } = options
      const signature = signerInBounty(connection, found).sign(
        evidenceSigningBytes(bountyId, dispute, sha256),
      )
      const request = { bountyId, dispute, evidence: fromHex(sha256), signature }
      const view = taken(await port.addEvidence(request))
      tell(output, view, world, `Evidence ${sha256.slice(0, 16)}… is in dispute ${dispute}.`)
    })
  })
}

/** `parley bounty appeal BOUNTY --dispute N`. */
export function addBountyAppeal(bounty: Command, world: World): void {
  const appeal = pieceCommand(
    bounty,
    'appeal',
    'say that the first ruling in a dispute is wrong; puts up twice the bond',
  )
    .option('--yes', 'put up the bond without being asked')
    .addHelpText(
      'after',
      '\nExample:\n  $ parley bounty appeal 3f2a90c1 --dispute 1 --evidence answer.pdf\n\nThe bond comes back unless the second ruling confirms the first.',
    )
  withAction<PieceOptions>(appeal, world, async ({ options, output, args }) => {
    const sha256 = await hashOfEvidence(options.evidence)
    await withConnection(options, world, async connection => {
      const { port } = connection
      const found = await findBounty(port, args[0]!)
      const { bountyId } = found
      const { dispute } = options
      const bondUnits = 2n * BigInt(disputeTermsOf(found).bondUnits)
      const cost = `An appeal in dispute ${dispute} puts up ${unitsText(bondUnits)} units, lost if the second ruling confirms the first.`
      await confirm(options, world, cost)
      const signature = signerInBounty(connection, found).sign(appealSigningBytes(bountyId, dispute, sha256))
      const request = { bountyId, dispute, evidence: fromHex(sha256), signature }
      const view = taken(await port.appeal(request))
      tell(output, view, world, `Dispute ${dispute} goes to the panel of appeal.`)
    })
  })
}

function pieceCommand(bounty: Command, name: string, description: string): Command {
  return withConnectionOptions(bounty.command(name))
    .description(description)
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .requiredOption('--dispute <number>', 'which dispute, as `parley bounty money` numbers them', readNumber)
    .requiredOption('--evidence <file>', 'what shows it; the log gets its SHA-256')
}

function tell(output: Output, view: MarketView, world: World, text: string): void {
  output.result(view, `${text}\n${marketText(view, world.nowMs())}`)
}

function disputeTermsOf(bounty: Bounty) {
  const { disputes } = termsOf(bounty).pay
  if (disputes !== undefined) return disputes
  throw new CommandError(
    'the terms of this bounty name no panel: nothing of it can be disputed',
    'wrong-state',
  )
}

function claimOf({ exclude, target, epoch }: DisputeOptions, { epochs }: MarketView): Claim {
  const last = epoch ?? epochs.at(-1)?.epoch ?? 1
  if ((exclude === undefined) === (target === undefined))
    throw new UsageError('say what is wrong: either --exclude HOLDER, or --target met|missed')
  return exclude === undefined
    ? { kind: 'target', epoch: last, isMet: target === 'met' }
    : { kind: 'exclude', epoch: last, holder: exclude }
}

function wireClaim(claim: Claim): DisputeClaim {
  return claim.kind === 'exclude' ? { ...claim, isMet: false } : { ...claim, holder: '' }
}

function contraryText(claim: Claim): string {
  return claim.kind === 'exclude'
    ? `${claim.holder} is to be paid for epoch ${claim.epoch}`
    : `the target was ${claim.isMet ? 'missed' : 'met'}`
}

function readHolder(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{1,39}$/.test(text)) return text
  throw new InvalidArgumentError('It must be the name of an organisation, such as st-anna.')
}
