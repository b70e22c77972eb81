/** What terms say about measured contribution; whole numbers throughout. */

export interface ContributionSettings {
  /** Whether rounds were cut into groups, or each is one sum of all who took part (the largest crowd to hide in). */
  readonly mode: 'groups' | 'privacy-max'
  /** Weight is what a score is above this many standard errors, in ten-thousandths of one. */
  readonly gateBasisPoints: bigint
  /** Half the width of a score's interval in standard errors, in ten-thousandths of one. */
  readonly intervalBasisPoints: bigint
  /** Rounds below which no regression is tried. */
  readonly minimumRounds: number
  /** Most unknowns a player: two follow a training whose gains shrink, one takes fewer rounds. */
  readonly parts: 1 | 2
  /** How strongly players are taken to be alike: as if so many further rounds had said it. */
  readonly ridgeRounds: bigint
}

/** One standard error is not paid for; intervals of nineteen in twenty. */
export const usualContributionSettings: ContributionSettings = {
  mode: 'groups',
  gateBasisPoints: 10_000n,
  intervalBasisPoints: 19_600n,
  minimumRounds: 10,
  parts: 2,
  ridgeRounds: 1n,
}

/** Most of everything that is scored at once. */
export const contributionLimits = {
  participants: 4_096,
  /** Two unknowns each. */
  players: 256,
  rounds: 1_000,
  /** |utility| is below two to this power. */
  utilityBits: 96,
} as const
