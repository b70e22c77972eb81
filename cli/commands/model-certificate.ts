import type { Command } from 'commander'
import { encodeCertificate } from '../../protos/lineage/index.ts'
import { writeNew } from '../../verifier/index.ts'
import { findBounty } from '../bounty-lookup.ts'
import { fetchCertificate } from '../certificate.ts'
import { withReader } from '../connect.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { World } from '../world.ts'

interface CertificateOptions extends ConnectionOptions {
  readonly out: string
}

/** `parley model certificate BOUNTY`. */
export function addModelCertificate(model: Command, world: World): void {
  const certificate = withConnectionOptions(model.command('certificate'))
    .description(
      'where the model of a bounty that is over comes from, certified by the coordinator, as one file',
    )
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .option('--out <file>', 'where to write it; never replaces a file', 'certificate.json')
    .addHelpText(
      'after',
      `
It has the terms, each round with its holders and the roots of their records, the hash of every model, and the leaves of the
public log that say so. It names organisations, as the log does. It is checked before it is written.

Example:
  $ parley model certificate 3f2a90c1 --out certificate.json
  $ parley verify certificate.json --coordinator-key 5e5cd895... --model model.safetensors`,
    )
  withAction<CertificateOptions>(certificate, world, ({ options, output, args }) =>
    withReader(options, world, async ({ port, target }) => {
      const { bountyId } = await findBounty(port, args[0]!)
      const made = await fetchCertificate(port, target.coordinatorKey, bountyId)
      await writeNew(options.out, encodeCertificate(made.certificate), '--out')
      const { rounds, delivered } = made.lineage
      const check = `parley verify ${options.out} --coordinator-key ${target.coordinatorKey}`
      output.result(
        { file: options.out, bountyId, rounds: rounds.length, modelHash: delivered?.modelHash ?? null },
        `Wrote ${options.out}: ${rounds.length} rounds of bounty ${bountyId}. Check it with: ${check}`,
      )
    }),
  )
}
