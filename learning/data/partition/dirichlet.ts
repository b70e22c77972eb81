/**
 * Label skew: every label is divided among the holders by shares from a symmetric Dirichlet(alpha) (Yurochkin et al.
 * 2019; NIID-Bench, Li et al. 2022, section 4.1, which redraws until every holder has ten examples). `balanced` is in
 * the program of NIID-Bench and not in its paper: a holder that has its equal part of all examples gets nothing of the
 * labels that follow, and the other shares are scaled up. Figures made with that program need it to compare.
 */
import type { SeededRandom } from '../../seeded-random.ts'
import { type Cut, type Demand, dealShares, noParts, shuffled } from './cut.ts'
import { alphasAbove, dirichletShares } from './dirichlet-shares.ts'
import { requireAlpha } from './partition-error.ts'
import type { DirichletScheme } from './scheme.ts'

export function dirichletCut(demand: Demand, scheme: DirichletScheme): Cut {
  const { alpha, balanced = false } = scheme
  requireAlpha(alpha)
  return {
    draw: random => drawLabelShares(demand, alpha, balanced, random),
    isChancy: true,
    lever: {
      field: 'partition.alpha',
      value: alpha,
      others: alphasAbove(alpha),
      change: value => ({ ...scheme, alpha: value }),
    },
  }
}

function drawLabelShares(
  { byLabel, labels, holders }: Demand,
  alpha: number,
  balanced: boolean,
  random: SeededRandom,
): number[][] {
  const parts = noParts(holders)
  for (const members of byLabel) {
    const order = shuffled(members, random)
    const shares = dirichletShares(holders, alpha, random)
    dealShares(parts, order, balanced ? withoutFull(shares, parts, labels.length / holders) : shares)
  }
  return parts
}

/** The shares of those that have less than the equal part, scaled to sum to 1. */
function withoutFull(
  shares: readonly number[],
  parts: readonly (readonly number[])[],
  equalPart: number,
): readonly number[] {
  const kept = shares.map((share, holder) => (parts[holder]!.length < equalPart ? share : 0))
  const sum = kept.reduce((total, share) => total + share, 0)
  // The shares of all that are not full may have underflowed to zero under a tiny alpha.
  return sum > 0 ? kept.map(share => share / sum) : shares
}
