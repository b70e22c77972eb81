import { type Command, InvalidArgumentError } from 'commander'
import { toHex } from '../../aggregation/index.ts'
import { type Role, roles } from '../../protos/types.ts'
import { openIdentity, taken, targetOf, withConnection } from '../connect.ts'
import { enrolWith } from '../enrolment.ts'
import { UsageError } from '../errors.ts'
import { type ConnectionOptions, readNatural, withAction, withConnectionOptions } from '../options.ts'
import { timeText } from '../output.ts'
import type { World } from '../world.ts'

interface EnrollOptions extends ConnectionOptions {
  readonly invitation?: string
  readonly organisation?: string
  readonly displayName?: string
}

interface InviteOptions extends ConnectionOptions {
  readonly organisation: string
  readonly role: Role
  readonly validHours: number
}

/** `parley enroll`, and for the operator and security officers `parley enroll invite`. */
export function addEnrollCommand(program: Command, world: World): void {
  const enroll = withConnectionOptions(program.command('enroll'))
    .description('become a member of a coordinator, by the invitation its operator gave you')
    .option('--invitation <code>', 'the code')
    .option('--organisation <name>', 'your organisation, as the invitation has it')
    .option('--display-name <text>', 'how people read it (else the organisation)')
    .addHelpText(
      'after',
      `
Examples:
  $ parley enroll --coordinator fl.example.org:7443 --ca ca.pem --organisation st-anna --invitation CODE
  $ parley enroll invite --home ./parley/operator --organisation st-anna --role holder     (operator)`,
    )
  withAction<EnrollOptions>(enroll, world, async ({ options, output }) => {
    const { profile, description } = await enrol(options, world)
    output.result(
      {
        organisation: profile.organisation,
        role: profile.role,
        coordinator: profile.coordinator,
        coordinatorKey: profile.coordinatorKey,
      },
      `${profile.organisation} is enrolled with ${description.name} as ${profile.role}.\n` +
        `Its identity key ${toHex(description.identityKey)} is pinned: compare it with the one its operator tells you.`,
    )
  })
  addInvite(enroll, world)
}

async function enrol(options: EnrollOptions, world: World) {
  const { invitation, organisation } = options
  if (invitation === undefined || organisation === undefined) {
    throw new UsageError(
      'to enrol, give --invitation CODE and --organisation NAME; the operator hands out both',
    )
  }
  const { home, profile, ring, identity } = await openIdentity(options, world)
  const { keystore, displayName = organisation } = options
  const enrolment = {
    home,
    target: targetOf(options, home, profile, world),
    signer: identity.signer,
    invitation,
    organisation,
    displayName,
    ...(keystore === undefined ? {} : { keystore }),
  }
  const enrolled = await enrolWith(enrolment, world)
  if (enrolled.keyVersion > 1) ring.noteVersion(enrolled.keyVersion)
  return enrolled
}

function addInvite(enroll: Command, world: World): void {
  // Parent and child have options of the same names: what stands after `invite` is the child's.
  enroll.enablePositionalOptions()
  const invite = withConnectionOptions(enroll.command('invite'))
    .description('(operator, security officer) make an invitation for one organisation; the code works once')
    .requiredOption('--organisation <name>', 'who may use it: lower-case letters, digits and hyphens')
    .requiredOption('--role <role>', `for what: ${roles.join(', ')}`, readRole)
    .option('--valid-hours <hours>', 'how long', readNatural(1, 24 * 90), 72)
    .addHelpText(
      'after',
      '\nExample:\n  $ parley enroll invite --home ./parley/operator --organisation acme --role buyer',
    )
  withAction<InviteOptions>(invite, world, async ({ options, output }) => {
    await withConnection(options, world, async ({ port }) => {
      const { organisation, role, validHours } = options
      const made = taken(await port.invite({ organisation, role, validForMs: validHours * 3_600_000 }))
      output.result(
        made,
        `Invitation for ${made.organisation} as ${made.role}, valid until ${timeText(made.expiresAtMs)}:\n${made.code}`,
      )
    })
  })
}

function readRole(text: string): Role {
  const role = roles.find(known => known === text)
  if (role === undefined) throw new InvalidArgumentError(`It must be one of ${roles.join(', ')}.`)
  return role
}
