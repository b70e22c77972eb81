/** Makes the members of the demonstration: certificates, keystores, enrolment by invitation, the buyer's deposit. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Identity, type PasswordCost, toHex } from '../../aggregation/index.ts'
import { createKeystore, openKeystoreFile } from '../../client/connection.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { Role } from '../../protos/types.ts'
import { openPort, type Target, type TlsFiles, taken } from '../connect.ts'
import { enrolWith } from '../enrolment.ts'
import { type Profile, readProfile, writeProfile } from '../profile.ts'
import type { World } from '../world.ts'
import { buyer, type Hospital, type Organisation } from './cast.ts'
import type { Authority } from './certificates.ts'
import type { DemoFolder } from './demo-folder.ts'
import { trainerFile, trainerPage } from './holders.ts'

/** A passphrase of 128 random bits needs no slow hashing: nobody guesses it. Keystores made by `parley keys` are slow. */
const cheapCost: PasswordCost = { work: 2 ** 12, blockSize: 8, parallelism: 1 }

export interface Member {
  readonly home: string
  readonly identity: Identity
  readonly target: Target
  readonly port: CoordinatorPort
}

export interface MemberSetting {
  readonly folder: DemoFolder
  readonly authority: Authority
  readonly address: string
  readonly coordinatorKey: string
  readonly passphrase: string
  readonly world: World
}

/** The operator, whose keystore the coordinator made on its first start. */
export async function openOperator(setting: MemberSetting): Promise<Member> {
  const { folder, authority, passphrase, world } = setting
  const tls = await authority.issueMember('operator')
  const { identity } = openKeystoreFile(path.join(folder.coordinator, 'operator.keystore.json'), passphrase)
  const home = path.join(folder.coordinator, 'operator')
  await writeProfile(home, { ...(await readProfile(home)), tls })
  const target = targetFor(setting, tls)
  return { home, identity, target, port: await openPort(target, identity.signer, world) }
}

async function deposit(operator: Member, organisation: string, amountUnits: bigint): Promise<void> {
  const memo = 'paid in for the demonstration'
  const idempotencyKey = `demo-deposit-${organisation}`
  taken(await operator.port.deposit({ organisation, amountUnits, memo }, { idempotencyKey }))
}

/** Enrols the buyer and pays in what it will spend. */
export async function enrolBuyer(
  setting: MemberSetting,
  operator: Member,
  depositUnits: bigint,
): Promise<Member> {
  const member = await enrolMember(setting, operator, { ...buyer, role: 'buyer', home: setting.folder.buyer })
  await deposit(operator, buyer.organisation, depositUnits)
  return member
}

/** Enrols an evaluator and pays in its stake; its own process has its own port. Answers its identity key, hex. */
export async function enrolEvaluator(
  setting: MemberSetting,
  operator: Member,
  evaluator: Organisation,
  stakeUnits: bigint,
): Promise<string> {
  const home = setting.folder.evaluator(evaluator.organisation)
  const member = await enrolMember(setting, operator, { ...evaluator, role: 'evaluator', home })
  await member.port.close()
  await deposit(operator, evaluator.organisation, stakeUnits)
  return toHex(member.identity.signer.publicKey)
}

/** Enrols a hospital and writes its policy, and what a free rider trains with. The port that enrolled is closed: the hospital's own process has its own. */
export async function enrolHospital(
  setting: MemberSetting,
  operator: Member,
  hospital: Hospital,
): Promise<void> {
  const { organisation, displayName, part } = hospital
  const home = setting.folder.holder(organisation)
  const member = await enrolMember(setting, operator, { organisation, displayName, role: 'holder', home })
  await member.port.close()
  await writeFile(path.join(home, 'policy.yaml'), policyPage(setting.coordinatorKey))
  if (part === 'free-rider') await writeFile(path.join(home, trainerFile), trainerPage())
}

async function enrolMember(
  setting: MemberSetting,
  operator: Member,
  who: Organisation & { readonly role: Role; readonly home: string },
): Promise<Member> {
  const { authority, passphrase, world, coordinatorKey } = setting
  const { organisation, displayName, role, home } = who
  await mkdir(home, { recursive: true, mode: 0o700 })
  const tls = await ownFiles(home, await authority.issueMember(organisation))
  const { identity } = createKeystore(path.join(home, 'keystore.json'), {
    passphrase,
    description: `${displayName}, demonstration`,
    random: world.random,
    cost: cheapCost,
  })
  const { code } = taken(await operator.port.invite({ organisation, role, validForMs: 3_600_000 }))
  const target = targetFor(setting, tls)
  const enrolment = { home, target, signer: identity.signer, invitation: code, organisation, displayName }
  const { profile } = await enrolWith(enrolment, world)
  requirePinned(profile, coordinatorKey)
  return { home, identity, target, port: await openPort(target, identity.signer, world) }
}

/** A member keeps its own copy of what it needs for TLS. */
async function ownFiles(home: string, files: TlsFiles): Promise<TlsFiles> {
  const own = { ca: 'ca.pem', certificate: 'certificate.pem', key: 'certificate.key' }
  const copied = Object.entries(own).map(async ([name, file]) => {
    const to = path.join(home, file)
    const from = files[name as keyof TlsFiles]
    if (from !== undefined) await copyFile(from, to)
    return [name, to] as const
  })
  return Object.fromEntries(await Promise.all(copied)) as unknown as TlsFiles
}

function requirePinned(profile: Profile, expected: string): void {
  if (profile.coordinatorKey !== expected) throw new Error('the coordinator showed two identity keys')
}

function targetFor({ address, coordinatorKey }: MemberSetting, tls: TlsFiles): Target {
  return { address, environment: 'test', tls, coordinatorKey }
}

function policyPage(coordinatorKey: string): string {
  return `# What this hospital takes part in. Anything else is refused.
version: 1
allow:
  buyers: [${buyer.organisation}]
  modelFamilies: [mlp]
  purposes: [diagnostics-research]
minimumPayUnits: 500
minimumGroup: 3
minimumHonest: 2
colluders: 0
minimumOrganisations: 3
maximumRounds: 50
maximumLocalEpochs: 2
coordinatorKey: ${coordinatorKey}
`
}
