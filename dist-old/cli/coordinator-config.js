/** parley.yaml: the settings of `parley coordinator` as a file. Paths in it are relative to it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { UsageError } from './errors.js';
const configSchema = z.strictObject({
    dataDir: z.string().min(1).optional(),
    postgres: z.string().min(1).optional(),
    listen: z.string().min(1).optional(),
    http: z.string().min(1).optional(),
    name: z.string().min(1).max(100).optional(),
    environment: z.string().min(1).max(40).optional(),
    tls: z
        .strictObject({ certificate: z.string(), key: z.string(), clientCa: z.string().optional() })
        .optional(),
});
/** Throws `UsageError` naming the file and the field. */
export async function readCoordinatorConfig(file) {
    const document = parseDocument(await readFile(file, 'utf8'));
    const [error] = document.errors;
    if (error !== undefined)
        throw new UsageError(`${file} is not YAML: ${error.message}`);
    const checked = configSchema.safeParse(document.toJS() ?? {});
    if (!checked.success) {
        const faults = checked.error.issues.map(issue => `${issue.path.join('.') || '(document)'}: ${issue.message}`);
        throw new UsageError(`${file}: ${faults.join('; ')}`);
    }
    return resolved(checked.data, path.dirname(file));
}
function resolved(config, folder) {
    const at = (name) => path.resolve(folder, name);
    const { dataDir, tls, ...rest } = config;
    return {
        ...rest,
        ...(dataDir === undefined ? {} : { dataDir: at(dataDir) }),
        ...(tls === undefined
            ? {}
            : {
                tls: {
                    certificate: at(tls.certificate),
                    key: at(tls.key),
                    ...(tls.clientCa === undefined ? {} : { clientCa: at(tls.clientCa) }),
                },
            }),
    };
}
//# sourceMappingURL=coordinator-config.js.map