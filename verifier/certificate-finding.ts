/** What a lineage certificate shows of a model. */
import { fromHex } from '../aggregation/index.ts'
import { decodeCertificate, type Lineage, verifyCertificate } from '../protos/lineage/index.ts'
import { DocumentError, orMalformed } from './document-error.ts'
import type { Finding } from './finding.ts'

export interface CertificateOptions {
  readonly coordinatorKey?: string
  /** Of the model that is to be the certified one, as `parley model verify` prints it. */
  readonly modelHash?: string
}

export function examineCertificate(
  bytes: Uint8Array,
  { coordinatorKey, modelHash }: CertificateOptions,
): Finding {
  const { certificate } = orMalformed(decodeCertificate(bytes))
  const named = certificate.lineage.coordinatorKey
  const key = coordinatorKey ?? named
  if (typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(key))
    throw new DocumentError(
      'the document is malformed: lineage.coordinatorKey must be 64 lower-case hex digits',
    )
  const verdict = verifyCertificate(certificate, fromHex(key))
  const type = 'lineage'
  if (verdict.kind === 'refused') {
    const { rule, detail } = verdict
    return { type, isValid: false, proves: detail, details: { bountyId: certificate.log.bountyId, rule } }
  }
  const finding = {
    ...findingOf(verdict.lineage, coordinatorKey !== undefined),
    checkpoint: certificate.log.checkpoint,
  }
  return modelHash === undefined ? finding : withModel(finding, verdict.lineage, modelHash)
}

function findingOf(lineage: Lineage, isPinned: boolean): Finding {
  const { bountyId, rounds, delivered, settlement, coordinatorKey, stage, startingModel } = lineage
  const whose = isPinned
    ? 'the coordinator'
    : `whoever holds key ${coordinatorKey} (compare it, or give --coordinator-key)`
  const what =
    delivered === undefined
      ? `where the models of bounty ${bountyId} come from, none of which was settled`
      : `where model ${delivered.modelHash} comes from, that of round ${delivered.round} of bounty ${bountyId}`
  return {
    type: 'lineage',
    isValid: true,
    proves: `${whose} certifies ${what}, and the leaves of its log say the same`,
    details: {
      bountyId,
      coordinatorKey,
      pinned: isPinned,
      state: stage,
      startingModel,
      rounds: rounds.length,
      ...(delivered === undefined ? {} : { modelHash: delivered.modelHash, round: delivered.round }),
      settlement,
    },
    lines: linesOf(lineage),
  }
}

function linesOf({ rounds, evaluation, privacy, faults }: Lineage): readonly string[] {
  const { metric, target, isTargetMet } = evaluation
  const outcome = isTargetMet === undefined ? 'was not judged' : isTargetMet ? 'was met' : 'was missed'
  return [
    ...rounds.map(
      ({ round, purpose, groups, modelHash }) =>
        `Round ${round} (${purpose}): ${namesIn(groups)}; model ${modelHash.slice(0, 16)}...`,
    ),
    `The target, ${metric} ${target}, ${outcome}.`,
    privacy === undefined
      ? 'The terms promise no differential privacy.'
      : `${privacy.rounds} of ${privacy.promisedRounds} rounds told of a ${privacy.unit} at most epsilon ${privacy.epsilonAtMost} with delta ${privacy.delta}.`,
    ...faults.map(({ fault, culprit }) => `Proved against ${culprit ?? 'the coordinator'}: ${fault}.`),
  ]
}

function namesIn(groups: Lineage['rounds'][number]['groups']): string {
  return groups
    .map(({ survivors }) => survivors.map(({ organisation }) => organisation).join(', '))
    .join(' | ')
}

/** Says which of the lineage's models it is; only the one that is delivered passes, or the last where none was settled. */
function withModel(finding: Finding, lineage: Lineage, modelHash: string): Finding {
  const { rounds, delivered, startingModel } = lineage
  const expected = delivered?.modelHash ?? rounds.at(-1)!.modelHash
  const details = { ...finding.details, givenModel: modelHash }
  if (modelHash === expected)
    return { ...finding, proves: `${finding.proves}; the model that you gave is that one`, details }
  const round = rounds.findLast(one => one.modelHash === modelHash)?.round
  const what =
    round !== undefined
      ? `the one after round ${round}, not the one that was delivered`
      : modelHash === startingModel
        ? 'the one before the first round'
        : 'none that is in this lineage'
  return {
    ...finding,
    isValid: false,
    proves: `the certificate holds, and the model that you gave (${modelHash}) is ${what}`,
    details,
  }
}
