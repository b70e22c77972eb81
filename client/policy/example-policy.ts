/** A policy to start from, with every field and what it means. It joins nothing until the lists are filled in. */
export const examplePolicy = `# Which bounties this holder joins. What is not allowed here is refused.
version: 1

# All three lists must name what a bounty has; an empty list refuses every bounty.
allow:
  buyers: []          # organisations, as enrolled with the coordinator, such as acme-research
  modelFamilies: []   # mlp, logistic, layers
  purposes: []        # as in the terms, such as diagnostics-research

# Least pay for one round, in units of the credit, as an equal share: the price divided by the rounds, less the fee,
# divided by the largest cohort. The real pay depends on who survives and on the number of examples.
minimumPayUnits: 0

# What may be kept back, and what may be lost. Defaults protect: a bounty that asks for a stake is refused.
maximumHoldbackBasisPoints: 2000  # of the pay, that vests only after the end: 2000 is a fifth
maximumStakeUnits: 0              # put up to join, and lost for a fault that anyone can prove; 0 takes no such bounty
maximumDaysUnpaid: 120            # from the end of the work to the last pay, at the worst: time to challenge, one dispute
                                  # with its appeal, vesting

# Smallest group in which this holder's update may be summed (at least 3).
minimumGroup: 5
# Honest holders that any revealed sum must hold, however many of the tolerated others collude (at least 2).
minimumHonest: 3
# Holders colluding with the coordinator that the terms must tolerate.
colluders: 0
# Distinct organisations among those whose sum is revealed.
minimumOrganisations: 3

# Limits on the work.
maximumRounds: 100   # where holders share the noise for records, a round is a single step, and bounties take hundreds
maximumLocalEpochs: 5

# Statistics that some bounties make before they train (means, deviations, counts), from sums over the holders: never, always,
# or once, which lets the records of this home into those of one bounty only, also if it comes to nothing. Whoever sees the
# statistics of two, one without you, can tell yours.
statistics: once

# Differential privacy. What is spent is kept in HOME/privacy, for all bounties and buyers together; a bounty for which
# too little is left is refused, and the buyer is told no more than that. \`parley privacy ledger\` shows what is left.
privacy:
  unit: none          # what a bounty must protect at least: none, record (noise hides whether a record is among yours), or
                      # holder (noise that all holders add together hides whether you take part, and so each record)
  epsilon: 8          # the most that all bounties together may tell of one record
  delta: 1.0e-5       # at most; below one in the number of records
  trustCoordinator: false  # true: noise that the coordinator adds (noise: central) counts for \`unit\`. It sees the sums without
                      # noise then, and nobody can check that it adds any; you give up every protection against it but the sums.
  trustHolders: true  # false: noise that holders add in shares (noise: distributed) does not count for \`unit\`; it holds against
                      # no more of them together than the terms' cohort.colluders.

# Pin the coordinator: the 64 hex digits of its identity key, told to you by its operator in person.
# coordinatorKey: 0000000000000000000000000000000000000000000000000000000000000000
`
