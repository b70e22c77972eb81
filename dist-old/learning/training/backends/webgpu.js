/**
 * WebGPU in Node: Dawn, the implementation of Chromium, as the npm package `webgpu`, under the library's own WebGPU
 * backend. It needs nothing but a graphics driver: Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows.
 *
 * Dawn lives in a worker thread without harm (seen with 0.6.2 on Node 20, 22 and 24) as long as the thread ends by
 * itself. A thread that is terminated inside a call of Dawn takes the process with it on Node 22 and newer: Dawn does
 * not expect its own exceptions to be cut off. Hence the host asks its worker to end; see `../worker-host.ts`.
 */
import * as tf from '@tensorflow/tfjs-core';
import { mendAveragePooling } from './average-pooling.js';
import { computeOn } from './backend.js';
import { importOptional } from './optional-package.js';
import { vulkanManifests } from './vulkan.js';
const libraryName = 'webgpu';
/** One for the thread, and for ever: its devices crash when it is collected before them. */
let dawn;
export const webgpu = {
    name: 'webgpu',
    start: async (isInsistedOn) => {
        requireDriver();
        dawn ??= openDawn();
        const info = await adapterInfo(await dawn);
        if (info.isFallbackAdapter && !isInsistedOn) {
            throw new Error(`${adapterName(info)} is a software renderer, slower than wasm`);
        }
        await importOptional('@tensorflow/tfjs-backend-webgpu', '4.22.0');
        await computeOn(libraryName);
        mendAveragePooling(libraryName);
        const { device } = tf.backend();
        return {
            detail: info.isFallbackAdapter ? `${adapterName(info)}, a software renderer` : adapterName(info),
            isSoftwareRenderer: info.isFallbackAdapter,
            stop: () => {
                forgetBackend();
                device.destroy();
            },
        };
    },
};
function requireDriver() {
    if (process.platform !== 'linux' || vulkanManifests().length > 0)
        return;
    throw new Error('no Vulkan driver is installed: install that of your graphics card');
}
/** Puts `navigator.gpu` and the constants where the library looks for them: where a browser has them. */
async function openDawn() {
    const { create, globals } = await importOptional('webgpu', '0.6.2');
    for (const [name, value] of Object.entries(globals)) {
        if (!(name in globalThis))
            Object.defineProperty(globalThis, name, { value, configurable: true });
    }
    const gpu = create([]);
    // Node 21 brought a navigator of its own, without graphics.
    const scope = globalThis;
    scope.navigator ??= {};
    Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
    return gpu;
}
async function adapterInfo(gpu) {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null)
        throw new Error('the graphics driver offers no adapter: is its device there and allowed?');
    return adapter.info;
}
function adapterName({ vendor, architecture, device, description }) {
    const name = [description, device, `${vendor} ${architecture}`].find(part => part.trim() !== '');
    return name ?? 'an adapter without a name';
}
/** Removes the backend with its device; the library registers it once, on import, so the way to start it is kept. */
function forgetBackend() {
    const factory = tf.findBackendFactory(libraryName);
    tf.removeBackend(libraryName);
    if (factory !== undefined && factory !== null)
        tf.registerBackend(libraryName, factory, 3);
}
//# sourceMappingURL=webgpu.js.map