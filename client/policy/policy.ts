/**
 * The consent policy: which bounties a holder joins without asking anyone. It is deny by default: a buyer, a model
 * family or a purpose that is not on its list is refused, and an empty or missing list refuses all.
 */
import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { defaultFloors, fromHex, hardFloors, type PolicyFloors } from '../../aggregation/index.ts'
import { maximumCohort } from '../../protos/limits.ts'
import { errorCode } from '../durable-files.ts'

const names = z.array(z.string().min(1)).default([])
const natural = (least: number, most: number) => z.int().min(least).max(most)
const unitsSchema = z.union([
  z.int().min(0),
  z.string().regex(/^(0|[1-9][0-9]{0,30})$/, 'must be a whole number of units, such as "250"'),
])

/**
 * Whose presence in the data an update hides, weakest first. What hides a whole holder hides each of its records; the noise is
 * the group's then, and holds for as long as no more of its holders collude than the terms say.
 */
export const privacyUnits = ['none', 'record', 'holder'] as const

const policySchema = z.strictObject({
  version: z.literal(1),
  allow: z
    .strictObject({ buyers: names, modelFamilies: names, purposes: names })
    .default({ buyers: [], modelFamilies: [], purposes: [] }),
  minimumPayUnits: unitsSchema.default(0).transform(units => BigInt(units)),
  /** Of the pay, held back to vest after the end. */
  maximumHoldbackBasisPoints: natural(0, 10_000).default(2_000),
  /** What may be put up to join one bounty, and is lost for a proved fault; none unless it is given. */
  maximumStakeUnits: unitsSchema.default(0).transform(units => BigInt(units)),
  /** From the end of a bounty's work to the last of its pay, at the worst: challenge, one dispute with its appeal, vesting. */
  maximumDaysUnpaid: natural(0, 10_000).default(120),
  minimumGroup: natural(hardFloors.minimumGroup, maximumCohort).default(defaultFloors.minimumGroup),
  minimumHonest: natural(hardFloors.minimumHonest, maximumCohort).default(defaultFloors.minimumHonest),
  colluders: natural(0, maximumCohort).default(defaultFloors.colluders),
  minimumOrganisations: natural(1, maximumCohort).default(defaultFloors.minimumOrganisations),
  maximumRounds: natural(1, 10_000).default(100),
  maximumLocalEpochs: natural(1, 100).default(5),
  /**
   * Whether the means of columns may be made from this holder's records in sums: `once` lets the records of an agent's
   * home into one bounty's statistics, as those of two, with and without a holder, tell what that holder's are.
   */
  statistics: z.enum(['never', 'once', 'always']).default('once'),
  /** Of the records of this home, over all bounties of all buyers. */
  privacy: z
    .strictObject({
      /** The least that a bounty must protect: a record, the whole holder, or nothing beside the sums. */
      unit: z.enum(privacyUnits).default('none'),
      epsilon: z.number().positive().max(1_000).default(8),
      delta: z.number().min(1e-12).max(1e-3).default(1e-5),
      /**
       * Whether noise that the coordinator adds counts as protection. It sees the sums without noise then, and whether it adds any
       * no holder can check: where it lies, or is broken into, nothing but the sums hides what was sent.
       */
      trustCoordinator: z.boolean().default(false),
      /**
       * Whether noise that holders add in shares counts as protection. It holds against as many of them as the terms'
       * `cohort.colluders`; without, a holder takes noise of its own alone.
       */
      trustHolders: z.boolean().default(true),
    })
    .default({ unit: 'none', epsilon: 8, delta: 1e-5, trustCoordinator: false, trustHolders: true }),
  coordinatorKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be the 64 lower-case hex digits of the coordinator's identity key")
    .transform(text => fromHex(text))
    .optional(),
})

/** A checked policy. `coordinatorKey`, where it is given, is the only coordinator this holder works with. */
export type ConsentPolicy = z.infer<typeof policySchema>

/** A policy that cannot be used; the message names the file, the field or line, and what is allowed there. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  readonly file: string

  constructor(file: string, fault: string) {
    super(`${file}: ${fault}`)
    this.file = file
  }
}

/** The policy in a file. Throws `PolicyError`. */
export function loadPolicy(file: string): ConsentPolicy {
  try {
    return readPolicy(readFileSync(file, 'utf8'), file)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new PolicyError(file, 'there is no such file; write one with `parley client policy`')
  }
}

/** The policy in a YAML text; `file` says where it came from. Throws `PolicyError`. */
export function readPolicy(text: string, file: string): ConsentPolicy {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const fault = document.errors[0]
  if (fault !== undefined) {
    throw new PolicyError(
      file,
      `line ${lines.linePos(fault.pos[0]).line}: this is not YAML: ${fault.message}`,
    )
  }
  const parsed = policySchema.safeParse(document.toJS() ?? {})
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(issue => `${fieldOf(issue)}: ${issue.message}`)
  throw new PolicyError(file, faults.join('; '))
}

function fieldOf(issue: { readonly path: readonly PropertyKey[] }): string {
  return issue.path.map(String).join('.') || '(the whole file)'
}

/** The floors that the policy puts under every aggregation this holder takes part in. */
export function floorsOf(policy: ConsentPolicy): PolicyFloors {
  const { minimumGroup, minimumHonest, colluders, minimumOrganisations } = policy
  return {
    minimumGroup,
    minimumHonest,
    colluders,
    minimumOrganisations,
    minimumSurvivors: defaultFloors.minimumSurvivors,
  }
}
