import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
const script = fileURLToPath(new URL('../../benchmarks/streaming-memory.js', import.meta.url));
// The whole of it, at 10^8 parameters, is the script without --dimension.
test('check 11: thirty million parameters pass from input to sum within three vectors of memory, exactly', async (t) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
        script,
        '--dimension',
        '30000000',
        '--json',
    ]);
    const { exact, peakVectors } = JSON.parse(stdout);
    t.true(exact);
    t.true(peakVectors < 3, `${peakVectors} vectors`);
});
//# sourceMappingURL=streaming.test.js.map