import { describeIssues } from '../describe-issues.js';
import { AlgorithmError } from '../errors.js';
import { fedavg, fedprox, fedsgd } from './averaging.js';
import { scaffold } from './scaffold.js';
import { fedadagrad, fedadam, fedavgm, fedyogi } from './server-optimizers.js';
// Settings are given to the kind that checked them, so that what they are is nobody else's concern.
const builtIn = [fedavg, fedsgd, fedprox, fedavgm, fedadam, fedyogi, fedadagrad, scaffold];
const kinds = new Map(builtIn.map(kind => [kind.name, kind]));
/** Names of the algorithms, in the order in which they are told. */
export function algorithmNames() {
    return [...kinds.keys()];
}
/**
 * Makes an algorithm known to this process, for experiments: holders of a real bounty know those of the house alone, and
 * refuse others. Throws `AlgorithmError` for a name that is taken.
 */
export function registerAlgorithm(kind) {
    if (kinds.has(kind.name))
        throw new AlgorithmError('name', `there is an algorithm "${kind.name}" already; give yours another name`);
    kinds.set(kind.name, kind);
}
/** What an algorithm's settings must be, beside its name; undefined for a name that is not known. */
export function algorithmSettings(name) {
    return kinds.get(name)?.settings;
}
/** The algorithm that terms name by `training.algorithm`; absent, federated averaging. Throws `AlgorithmError`. */
export function parseAlgorithm(value) {
    const { kind, settings } = readKind(value);
    return { name: kind.name, ...kind.make(settings) };
}
/** What of the terms the algorithm cannot work under, with the way out; undefined when it can. Throws `AlgorithmError`. */
export function algorithmFault(training) {
    return readKind(training.algorithm).kind.faultOf?.(training);
}
function readKind(value) {
    const { name, ...rest } = (value ?? { name: 'fedavg' });
    const kind = typeof name === 'string' ? kinds.get(name) : undefined;
    if (kind === undefined) {
        const said = name === undefined ? 'is missing' : `is ${JSON.stringify(name)}`;
        throw new AlgorithmError('name', `${said}; use one of ${algorithmNames().join(', ')}`);
    }
    const parsed = kind.settings.safeParse(rest);
    if (parsed.success)
        return { kind, settings: parsed.data };
    const field = parsed.error.issues[0].path.join('.');
    throw new AlgorithmError(field, `of ${kind.name} cannot be used: ${describeIssues(parsed.error)}`);
}
//# sourceMappingURL=catalogue.js.map