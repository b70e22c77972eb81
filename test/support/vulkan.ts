/** A Vulkan driver for the tests that compute with WebGPU: the machine's own, or the one that comes with Chromium. */
import { existsSync } from 'node:fs'
import { vulkanManifests } from '../../learning/training/backends/vulkan.ts'

const ofChromium = ['/usr/lib/chromium/vk_swiftshader_icd.json']

/**
 * Makes this process, and those it starts, find a Vulkan driver; false where none is installed. To be called before the
 * first use of WebGPU: the loader of drivers reads the environment once.
 */
export function provideVulkan(): boolean {
  if (process.platform !== 'linux' || vulkanManifests().length > 0) return true
  const found = ofChromium.find(file => existsSync(file))
  if (found !== undefined) process.env.VK_DRIVER_FILES = found
  return found !== undefined
}

export const withoutVulkan = 'no Vulkan driver is installed; Debian has one in the package chromium'
