/** A Vulkan driver for the tests that compute with WebGPU: the machine's own, or the one that comes with Chromium. */
import { existsSync } from 'node:fs';
import { vulkanManifests } from '../../learning/training/backends/vulkan.js';
const ofChromium = '/usr/lib/chromium/vk_swiftshader_icd.json';
/**
 * Makes this process, and those it starts, find a Vulkan driver; false where there is none. To be called before the
 * first use of WebGPU: the loader of drivers reads the environment once.
 */
export function provideVulkan() {
    if (process.platform !== 'linux')
        return true;
    if (vulkanManifests().length === 0 && existsSync(ofChromium))
        process.env.VK_DRIVER_FILES = ofChromium;
    return vulkanManifests().length > 0 && hasLoader();
}
/** The library that finds drivers, where Linux distributions have it. */
function hasLoader() {
    return ['lib/x86_64-linux-gnu', 'lib/aarch64-linux-gnu', 'lib64', 'lib'].some(folder => existsSync(`/usr/${folder}/libvulkan.so.1`));
}
export const withoutVulkan = 'no Vulkan driver; Debian has one in the packages chromium and libvulkan1';
//# sourceMappingURL=vulkan.js.map