/**
 * Where tensors are computed: the backends, the fastest first. A thread starts the first that works, or the one that is
 * insisted on. Each is a file in `backends/`, and is loaded when its turn comes: a thread that only talks to workers
 * never loads one, nor the library.
 */
import { BackendError } from '../errors.js';
/**
 * In order of speed on the machines they are made for. Graphics processors come first; of two on one card the one by its
 * maker's own libraries. On the processor TensorFlow uses all cores and its widest instructions, WebAssembly one core
 * and 128 bits of them.
 */
export const backendNames = ['tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm', 'cpu'];
const backends = {
    'tfjs-node-gpu': async () => (await import('./backends/tfjs-node.js')).tfjsNodeGpu,
    webgpu: async () => (await import('./backends/webgpu.js')).webgpu,
    'tfjs-node': async () => (await import('./backends/tfjs-node.js')).tfjsNode,
    wasm: async () => (await import('./backends/wasm.js')).wasm,
    cpu: async () => (await import('./backends/cpu.js')).cpu,
};
/** The environment variable by which a whole program insists on one backend. */
export const backendVariable = 'PARLEY_BACKEND';
/**
 * The backend that is insisted on: by an option, else by the environment. Throws `BackendError` for a name that is none;
 * an empty one insists on nothing.
 */
export function insistedBackend(option, env) {
    const wanted = option ?? (env[backendVariable] || undefined);
    if (wanted === undefined)
        return undefined;
    const known = backendNames.find(name => name === wanted);
    if (known !== undefined)
        return known;
    throw new BackendError(`there is no backend "${wanted}"; the backends are ${backendNames.join(', ')}`);
}
/**
 * Starts a backend in this thread: the one insisted on, else the first that works. Rejects with `BackendError` when none
 * does, naming each with its reason.
 */
export async function startBackend(wanted) {
    if (wanted !== undefined)
        return start(wanted, true);
    const faults = [];
    for (const name of backendNames) {
        try {
            return await start(name, false);
        }
        catch (error) {
            faults.push(`${name}: ${error.reason}`);
        }
    }
    throw new BackendError(`no backend can be used here (${faults.join('; ')})`);
}
async function start(name, isInsistedOn) {
    const tf = await import('@tensorflow/tfjs-core');
    // Off with the library's greeting on stderr, and with its checks of every tensor for NaN: ours name the step.
    tf.enableProdMode();
    const backend = await backends[name]();
    const started = await backend.start(isInsistedOn).catch((cause) => {
        throw new BackendError(cause.message, name);
    });
    return { ...started, name };
}
//# sourceMappingURL=backends.js.map