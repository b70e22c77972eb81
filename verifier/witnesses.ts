/** Who else saw the head of the log that a document rests on. */
import { parseWitness, verifyCosignatures } from '../aggregation/index.ts'
import { DocumentError } from './document-error.ts'
import type { ExamineOptions } from './examine.ts'
import type { Finding } from './finding.ts'

/** The finding, held to its witnesses where some were named. */
export function withWitnesses(
  finding: Finding,
  { witnesses = [], witnessesNeeded }: ExamineOptions,
): Finding {
  if (witnesses.length === 0) {
    if (witnessesNeeded === undefined) return finding
    throw new DocumentError('--witnesses-needed has no meaning without --witness')
  }
  const known = witnesses.map(text => {
    const witness = parseWitness(text)
    if (witness !== null) return witness
    throw new DocumentError(`--witness ${text} is no key of a witness; it is NAME+8 HEX DIGITS+BASE64`)
  })
  if (!finding.isValid) return finding
  if (finding.checkpoint === undefined)
    throw new DocumentError(
      `a finding of kind ${finding.type} rests on no head of the log that was checked; leave --witness out, or name the coordinator’s key`,
    )
  const needed = witnessesNeeded ?? known.length
  const cosigned = verifyCosignatures(finding.checkpoint, known, needed)
  if (cosigned.kind === 'cosigned') {
    const names = cosigned.by.map(({ name }) => name)
    const line = `Its head of the log was cosigned by ${names.join(', ')}.`
    return {
      ...finding,
      details: { ...finding.details, witnesses: cosigned.by },
      lines: [...(finding.lines ?? []), line],
    }
  }
  const why =
    cosigned.reason === 'bad-cosignature'
      ? `the cosignature of ${cosigned.name} does not hold`
      : cosigned.reason === 'too-few-witnesses'
        ? `${cosigned.found} of the ${needed} witnesses that are needed cosigned its head of the log`
        : 'its head of the log is no signed note'
  return { ...finding, isValid: false, proves: why, details: { ...finding.details, reason: cosigned.reason } }
}
