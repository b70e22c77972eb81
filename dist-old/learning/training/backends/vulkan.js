/** Whether this machine has a Vulkan driver at all, asked of the files by which the Vulkan loader finds drivers. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
/**
 * The manifests that the loader would read, in the order of its documentation ("Driver interface to the Vulkan loader",
 * Linux). Asking first spares the load of Dawn, and the lines that it writes to stderr where there is no driver.
 */
export function vulkanManifests(env = process.env) {
    const named = env.VK_DRIVER_FILES ?? env.VK_ICD_FILENAMES;
    if (named !== undefined)
        return named.split(path.delimiter).filter(file => existsSync(file));
    return [...manifestFolders(env), ...(env.VK_ADD_DRIVER_FILES?.split(path.delimiter) ?? [])].flatMap(manifestsAt);
}
function manifestFolders(env) {
    const home = env.HOME ?? '/';
    const configuration = [
        env.XDG_CONFIG_HOME ?? path.join(home, '.config'),
        ...(env.XDG_CONFIG_DIRS ?? '/etc/xdg').split(path.delimiter),
        '/usr/local/etc',
        '/etc',
    ];
    const data = [
        env.XDG_DATA_HOME ?? path.join(home, '.local', 'share'),
        ...(env.XDG_DATA_DIRS ?? '/usr/local/share:/usr/share').split(path.delimiter),
    ];
    return [...configuration, ...data].map(folder => path.join(folder, 'vulkan', 'icd.d'));
}
function manifestsAt(place) {
    if (place.endsWith('.json'))
        return existsSync(place) ? [place] : [];
    if (!existsSync(place))
        return [];
    return readdirSync(place)
        .filter(name => name.endsWith('.json'))
        .map(name => path.join(place, name));
}
//# sourceMappingURL=vulkan.js.map