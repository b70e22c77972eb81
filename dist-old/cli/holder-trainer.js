/**
 * `--trainer`: a program of the holder's own that trains in place of the built-in trainer, as a command line or as a YAML
 * file with its environment and how long it is waited for. Paths in the file are relative to it.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { openExternalTrainer, splitCommand, trainerEnvironment, } from '../learning/index.js';
import { UsageError } from './errors.js';
const seconds = z
    .int()
    .min(1)
    .max(7 * 86_400)
    .optional();
/** No holder needs to hand Parley's own settings on, and one of them is the passphrase. */
const variable = z
    .string()
    .regex(/^(?!PARLEY_)[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable, and not begin with PARLEY_');
const trainerSchema = z.strictObject({
    command: z.array(z.union([z.string(), z.number()]).transform(String)).min(1),
    env: z.record(variable, z.union([z.string(), z.number()]).transform(String)).default({}),
    folder: z.string().min(1).optional(),
    helloSeconds: seconds,
    silenceSeconds: seconds,
    jobSeconds: seconds,
    graceSeconds: seconds,
});
/** What `--trainer` says. Throws `UsageError` naming the file and field, or the part of the command. */
export async function readTrainer(text, world) {
    if (/\.ya?ml$/.test(text))
        return fromFile(await readTrainerFile(text), path.resolve(path.dirname(text)), world);
    const split = splitCommand(text);
    if (split.kind === 'refused')
        throw new UsageError(`--trainer ${text}: ${split.fault}; a YAML file with \`command: [..]\` works too`);
    const [program, ...args] = split.words;
    const command = { program, args, env: trainerEnvironment(world.env), workingFolder: process.cwd() };
    return { command };
}
async function readTrainerFile(file) {
    const document = parseDocument(await readFile(file, 'utf8'));
    const [error] = document.errors;
    if (error !== undefined)
        throw new UsageError(`${file} is not YAML: ${error.message}`);
    const checked = trainerSchema.safeParse(document.toJS() ?? {});
    if (checked.success)
        return checked.data;
    const faults = checked.error.issues.map(issue => `${issue.path.join('.') || '(document)'}: ${issue.message}`);
    throw new UsageError(`${file}: ${faults.join('; ')}`);
}
function fromFile(file, folder, world) {
    const [program, ...args] = file.command;
    return {
        command: {
            program: program,
            args,
            env: trainerEnvironment(world.env, file.env),
            workingFolder: folder,
        },
        ...(file.folder === undefined ? {} : { folder: path.resolve(folder, file.folder) }),
        waits: {
            ...milliseconds('helloMs', file.helloSeconds),
            ...milliseconds('silenceMs', file.silenceSeconds),
            ...milliseconds('jobMs', file.jobSeconds),
            ...milliseconds('graceMs', file.graceSeconds),
        },
    };
}
function milliseconds(name, value) {
    return value === undefined ? {} : { [name]: 1000 * value };
}
/** Starts the trainer, hears who it is, and lets it go. Rejects with `TrainingError` when it does not say. */
export async function greetTrainer(options) {
    const trainer = openExternalTrainer(options);
    try {
        return await trainer.hello();
    }
    finally {
        await trainer.close();
    }
}
/** "parley-trainer (torch 2.15.0) on cuda; it can do mlp, logistic". */
export function trainerText({ name, framework, device, capabilities }) {
    return `${name} (${framework}) on ${device}; it can do ${capabilities.join(', ') || 'nothing'}`;
}
//# sourceMappingURL=holder-trainer.js.map