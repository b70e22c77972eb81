/**
 * What the console shows, as JSON: byte strings are lower-case hex, amounts are decimal text, times are
 * milliseconds since 1970. The server writes these and the page reads them; nothing here runs.
 */
import type { EventKind } from '../../protos/events.ts'
import type { HoldersEvaluation, MetricFigure, MetricName } from '../../protos/metrics.ts'
import type { RoundPurpose } from '../../protos/terms.ts'
import type {
  BountyState,
  DeclineReason,
  DisputeView,
  EpochView,
  EvaluationState,
  RoundState,
} from '../../protos/types.ts'

/** The stages of a round in order, as their names appear in events; the first two where the cohort is divided, `settle` follows the sum. */
export type ConsoleStage =
  | 'commit'
  | 'reveal'
  | 'advertise'
  | 'share'
  | 'input'
  | 'survivors'
  | 'unmask'
  | 'settle'

export interface ConsoleTerms {
  readonly title: string
  readonly purpose: string
  readonly asset: string
  readonly priceUnits: string
  readonly feeBasisPoints: number
  /** Name of the algorithm by which the holders train. */
  readonly algorithm: string
  /** What all rounds together may tell, of whom; absent where the terms bound nothing. */
  readonly privacy?: {
    readonly unit: string
    readonly epsilon: number
    readonly delta: number
    /** The coordinator adds the noise and sees the sums without: it holds against readers of the models alone. */
    readonly isOfCoordinator: boolean
  }
  readonly rounds: number
  readonly minimumRounds: number
  readonly stopAtTarget: boolean
  /** Rounds without a better figure after which training ends; 0 where it does not. */
  readonly patienceRounds: number
  /** What the buyer's held-out test measures, and what it must reach, in the metric's own unit. */
  readonly metric: MetricName
  readonly target: number
  readonly testExamples: number
  readonly cohort: {
    readonly minimum: number
    readonly maximum: number
    readonly openSeconds: number
    /** Smallest group that a round’s cohort is cut into; 0 when it is not divided. */
    readonly groupSize: number
  }
  readonly stageSeconds: Readonly<Record<Exclude<ConsoleStage, 'settle'>, number>>
}

export interface ConsoleParticipation {
  readonly organisation: string
  readonly examples: number
  readonly datasetRoot: string
  readonly joinedAtMs: number
  readonly left: boolean
  readonly identityKey: string
}

/** Who does not take part and said why; `round` is the one that was to come next, 0 before training began. */
export interface ConsoleDecline {
  readonly organisation: string
  readonly reason: DeclineReason
  readonly round: number
  readonly atMs: number
}

export interface ConsoleRound {
  readonly round: number
  readonly attempt: number
  readonly state: RoundState
  readonly survivors: readonly string[]
  readonly dropouts: readonly {
    readonly organisation: string
    readonly stage: string
    readonly reason: string
  }[]
  readonly correct: number
  readonly total: number // 0 before the model is evaluated
  readonly modelHash: string
  readonly uploadBytes: number
  readonly startedAtMs: number
  readonly finishedAtMs: number // 0 while running
  readonly pays: readonly {
    readonly organisation: string
    readonly weight: string
    readonly amountUnits: string
  }[]
  readonly feeUnits: string
  readonly transcriptHash: string
  /** Once completed; one when the cohort is not divided. */
  readonly groups: readonly {
    readonly group: number
    readonly survivors: readonly string[]
    readonly reason: string
  }[]
  /** Of the model on the held-out test, with the ends of their 95 % intervals. */
  readonly metrics: readonly MetricFigure[]
  /** Where the buyer evaluates: how far that is; null elsewhere, and before the round is completed. */
  readonly buyerEvaluation: EvaluationState | null
  /** Of the model that the round started from, on what holders keep out of training; absent where they evaluated nothing. */
  readonly holders?: HoldersEvaluation
  /** To which its updates were clipped; absent where the terms fix that. */
  readonly clipNorm?: number
}

/** The attempt that is running: who is expected to answer the open stage, and who has. */
export interface ConsoleLive {
  readonly round: number
  readonly attempt: number
  readonly stage: ConsoleStage
  readonly expected: readonly string[]
  readonly received: readonly string[]
  readonly missing: readonly string[]
  /** Local training, in thousandths, by organisation. */
  readonly progress: Readonly<Record<string, number>>
  /** When the open stage closes; 0 where it has no deadline. */
  readonly deadlineMs: number
}

/** Where a bounty's money is, from its events. */
export interface ConsoleMoney {
  readonly epochs: readonly {
    readonly epoch: number
    readonly status: EpochView['status']
    readonly units: string
    readonly dueUnits: string
    /** 0 while it is under way, disputed, or paid. */
    readonly releaseAtMs: number
  }[]
  readonly disputes: readonly {
    readonly number: number
    readonly by: string
    /** What is asked for, in words. */
    readonly claim: string
    readonly status: DisputeView['status']
    readonly isAppealed: boolean
    readonly outcome: DisputeView['outcome']
    readonly deadlineMs: number
  }[]
  readonly holders: readonly {
    readonly holder: string
    readonly dueUnits: string
    readonly heldBackUnits: string
    readonly stakeUnits: string
  }[]
  /** Due to holders, without fees. */
  readonly dueUnits: string
  /** Of what was paid, held back. */
  readonly heldBackUnits: string
}

export interface ConsoleBounty {
  /** Null for bounties of before there was a log of events. */
  readonly money: ConsoleMoney | null
  readonly bountyId: string
  readonly buyer: string
  readonly buyerKey: string
  readonly terms: ConsoleTerms
  readonly state: BountyState
  readonly accepted: boolean
  readonly postedAtMs: number
  readonly participants: readonly ConsoleParticipation[]
  readonly declines: readonly ConsoleDecline[]
  readonly rounds: readonly ConsoleRound[]
  readonly modelBlob: string
  readonly escrowedUnits: string
  readonly paidUnits: string
  readonly feeUnits: string
  readonly refundedUnits: string
  readonly reason: string
  readonly live: ConsoleLive | null
}

/** Units that went from one account to another, and why so many. Amounts are text, in units of the bounty's asset. */
export interface ConsoleMovement {
  /** As the ledger calls it. */
  readonly kind: string
  /** 0 where it is of no round. */
  readonly round: number
  readonly from: string
  readonly to: string
  readonly amountUnits: string
  /** The calculation, step by step; none where the log does not tell it. */
  readonly formula: readonly string[]
  /** The leaf of the public log that it follows from. */
  readonly leafIndex: number
  readonly leafKind: string
}

/** A movement as one party sees it. */
export interface ConsoleStatementLine extends ConsoleMovement {
  /** From 1, in this party's statement. */
  readonly number: number
  /** Positive for what came in; zero for what went from one account of the party to another. */
  readonly changeUnits: string
  /** Sum of the changes up to here; where all parties are shown, what is held for the bounty. */
  readonly totalUnits: string
}

/** `all`, `buyer`, `fees`, or `holder:` with the name of a data holder. */
export type StatementParty = string

/** A page of one party's statement of one bounty. */
export interface ConsoleStatement {
  readonly bountyId: string
  readonly party: StatementParty
  readonly parties: readonly StatementParty[]
  readonly lines: readonly ConsoleStatementLine[]
  /** Lines of the whole statement. */
  readonly count: number
  /** What this page leaves out, as a sentence; empty if nothing. */
  readonly leftOut: string
}

export interface ConsoleBalance {
  readonly account: string
  readonly asset: string
  readonly postedUnits: string
  readonly heldUnits: string
}

export interface ConsoleState {
  readonly coordinator: {
    readonly name: string
    readonly environment: string
    readonly version: string
    readonly identityFingerprint: string
    readonly startedAtMs: number
  }
  readonly bounties: readonly ConsoleBounty[]
  readonly balances: readonly ConsoleBalance[]
  /** Sequence of the last event this state includes. */
  readonly sequence: number
  /** Who is logged in; absent for whoever came by the link. */
  readonly person?: string
}

/** An event on its way to the page: a `ParleyEvent` whose amount is text. */
export interface ConsoleEvent {
  readonly sequence: number
  readonly atMs: number
  readonly kind: EventKind
  readonly bountyId?: string
  readonly round?: number
  readonly attempt?: number
  readonly stage?: string
  readonly organisation?: string
  readonly reason?: string
  readonly correct?: number
  readonly total?: number
  readonly amountUnits?: string
  readonly bytes?: number
  readonly members?: number
  readonly purpose?: RoundPurpose
  readonly afterRound?: number
  readonly permille?: number
  readonly group?: number
  readonly groups?: number
  readonly metric?: MetricName
  readonly value?: number
  readonly low?: number
  readonly high?: number
}
