/**
 * Who counts as one player. Shapley values reward whoever appears under more names, and no rule that pays each name its value
 * can prevent it ("Exact Shapley over identities is not false-name-proof", arXiv 2605.07663); so evidence joins names first:
 * participants of one organisation, or with one dataset commitment, are one player, and so is whoever is joined to either.
 */

/** One identity that takes part. */
export interface Contributor {
  readonly id: string
  readonly organisation: string
  /** Root of the dataset commitment, as text. */
  readonly datasetRoot: string
}

/** The participants of each player, by their places in the list; players in the order of their first one. */
export function clusterParticipants(participants: readonly Contributor[]): readonly (readonly number[])[] {
  const parents = participants.map((_, place) => place)
  const rootOf = (place: number): number => {
    let root = place
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!
      root = parents[root]!
    }
    return root
  }
  const joinEqual = (evidenceOf: (participant: Contributor) => string) => {
    const first = new Map<string, number>()
    for (const [place, participant] of participants.entries()) {
      const evidence = evidenceOf(participant)
      const earlier = first.get(evidence)
      if (earlier === undefined) first.set(evidence, place)
      else parents[rootOf(place)] = rootOf(earlier)
    }
  }
  joinEqual(({ organisation }) => organisation)
  joinEqual(({ datasetRoot }) => datasetRoot)
  const members = new Map<number, number[]>()
  for (const place of participants.keys()) {
    const root = rootOf(place)
    const others = members.get(root)
    if (others === undefined) members.set(root, [place])
    else others.push(place)
  }
  return [...members.values()]
}
