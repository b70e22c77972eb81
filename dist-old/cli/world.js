import { systemRandom } from '../aggregation/index.js';
import { openLifetime } from './lifetime.js';
/** The world of this process. */
export function processWorld() {
    const { env, stdin, stdout, stderr } = process;
    const { stop, end } = openLifetime();
    return { env, stdin, stdout, stderr, random: systemRandom, nowMs: Date.now, stop, endLifetime: end };
}
//# sourceMappingURL=world.js.map