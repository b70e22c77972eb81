/** Python for the tests that compare with it: the environment of `scripts/python-environment.js`, or the system's own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './repository.js';
const environment = join(repositoryRoot, 'node_modules', '.cache', 'parley-python', 'bin', 'python');
/** A Python 3 that can import `modules`, or why there is none. */
export function findPython(modules) {
    const candidates = [process.env.PARLEY_PYTHON, environment, 'python3'].filter(name => name !== undefined);
    const python = candidates.find(name => (name.includes('/') ? existsSync(name) : true) && canImport(name, modules));
    if (python !== undefined)
        return { python };
    return { missing: `no Python 3 with ${modules.join(', ')}; run node scripts/python-environment.js` };
}
function canImport(python, modules) {
    return spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0;
}
/** Runs a module of the repository on a file with a JSON request, and reads the file with its answer; throws with what it said when it fails. */
export function askPython(python, folder, module, request) {
    const env = { ...process.env, PYTHONPATH: join(repositoryRoot, folder), PYTHONDONTWRITEBYTECODE: '1' };
    const exchange = mkdtempSync(join(tmpdir(), 'parley-exchange-'));
    const [asked, answered] = [join(exchange, 'request.json'), join(exchange, 'answer.json')];
    try {
        writeFileSync(asked, JSON.stringify(request));
        const ran = spawnSync(python, ['-m', module, asked, answered], { env, encoding: 'utf8' });
        if (ran.status !== 0)
            throw new Error(`python -m ${module} ended with ${ran.status}: ${ran.stderr}`);
        return JSON.parse(readFileSync(answered, 'utf8'));
    }
    finally {
        rmSync(exchange, { recursive: true });
    }
}
//# sourceMappingURL=python.js.map