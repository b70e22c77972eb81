/**
 * A federation in one process: the coordinator of production without its doors, and ports for organisations that
 * enrol as they would over the network. For tests and experiments; the storage is the caller's, so a coordinator can
 * be closed and opened again on what it wrote.
 */
import { generateSigner, systemRandom } from '../aggregation/index.js';
import { composeCoordinator, realWorld, } from '../coordinator/index.js';
import { openEvaluator } from '../learning/index.js';
import { inProcessPort } from './in-process-port.js';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
export async function openFederation(options) {
    const { folder, storage, signer, operator } = options;
    const evaluator = openEvaluator();
    const { parts, coordinator } = await composeCoordinator({
        folder,
        storage,
        signer,
        operatorKey: operator.publicKey,
        evaluator,
        world: realWorld(systemRandom),
        journal: options.journal ?? quiet,
        name: 'simulation',
        environment: 'dev',
        certificateFingerprint: new Uint8Array(32),
        silenceMs: options.silenceMs ?? 2_000,
    });
    const portFor = (organisation, role, key) => inProcessPort(coordinator, { organisation, role, identityKey: key.publicKey, idempotencyKey: '' });
    const operatorPort = portFor('operator', 'operator', operator);
    return {
        coordinator,
        parts,
        operatorPort,
        portFor,
        async enrol(organisation, role) {
            const key = generateSigner(systemRandom).signer;
            const invited = await operatorPort.invite({ organisation, role, validForMs: 3_600_000 });
            if (invited.kind === 'refused')
                throw new Error(`${organisation} cannot be invited: ${invited.message}`);
            const enrolled = await portFor('', 'anyone', key).enrol({
                invitation: invited.value.code,
                organisation,
                displayName: organisation,
                identityKey: key.publicKey,
            });
            if (enrolled.kind === 'refused')
                throw new Error(`${organisation} cannot enrol: ${enrolled.message}`);
            return { port: portFor(organisation, role, key), signer: key };
        },
        async close() {
            await coordinator.close();
            await evaluator.close();
        },
    };
}
//# sourceMappingURL=federation.js.map