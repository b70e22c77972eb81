/** `--backend`, for commands that compute with models. */
import { Option } from 'commander';
import { BackendError, backendNames, backendVariable, tryBackend, } from '../learning/index.js';
/** The option; `what` says what the backend is for. */
export function backendOption(what) {
    const usual = `${what} (else ${backendVariable}, else the fastest that works)`;
    return new Option('--backend <name>', usual).choices(backendNames);
}
/** A backend that is insisted on must work: better told now than in the middle of a round. Throws `BackendError`. */
export async function requireBackend(insisted) {
    if (insisted === undefined)
        return;
    const { state, detail } = await tryBackend(insisted);
    if (state === 'unavailable')
        throw new BackendError(detail, insisted);
}
//# sourceMappingURL=backend-option.js.map