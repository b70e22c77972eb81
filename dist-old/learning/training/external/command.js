/** The command line of a trainer, and the few variables that its environment has. */
/**
 * Variables that are passed on. None of them is a secret, and PARLEY_PASSPHRASE is not among them: what a trainer needs
 * beside these, its holder names.
 */
export const inheritedVariables = [
    ...['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'],
    ...['PYTHONPATH', 'VIRTUAL_ENV', 'LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES', 'OMP_NUM_THREADS'],
];
/** The environment of a child of a process with `env`, with the variables that the holder adds. */
export function trainerEnvironment(env, added = {}) {
    const inherited = inheritedVariables.flatMap(name => {
        const value = env[name];
        return value === undefined ? [] : [[name, value]];
    });
    return { ...Object.fromEntries(inherited), ...added };
}
/** One piece of a command line: space, a text in quotes, a saved character, or plain ones that no shell would act on. */
const piece = /(?<space>\s+)|'(?<single>[^']*)'|"(?<double>(?:\\.|[^"\\])*)"|\\(?<saved>.)|(?<plain>[^\s'"\\|&;<>()$`]+)/suy;
/**
 * The words of a command line. Quotes and backslashes group as in a POSIX shell; nothing is expanded, since no shell runs
 * it, and what only a shell would understand is refused rather than passed on as it stands.
 */
export function splitCommand(text) {
    const words = [];
    let isWithin = false;
    for (let at = 0; at < text.length; at = piece.lastIndex) {
        piece.lastIndex = at;
        const groups = piece.exec(text)?.groups;
        if (groups === undefined)
            return refused(faultAt(text[at]));
        if (!isWithin && groups.plain?.startsWith('~'))
            return refused(faultAt('~'));
        if (groups.space === undefined) {
            if (!isWithin)
                words.push('');
            words[words.length - 1] += textOf(groups);
        }
        isWithin = groups.space === undefined;
    }
    const [program, ...rest] = words;
    if (program === undefined || program === '')
        return refused('it names no program');
    return { kind: 'words', words: [program, ...rest] };
}
/** In double quotes a backslash saves a quote or itself and is otherwise a backslash. */
function textOf({ single, double, saved, plain }) {
    return single ?? double?.replace(/\\(["\\])/g, '$1') ?? saved ?? plain ?? '';
}
function faultAt(character) {
    if (/['"]/.test(character))
        return `the quote ${character} is never closed`;
    if (character === '\\')
        return 'it ends with a backslash';
    return `no shell runs it, so ${character} means nothing here; put it in quotes, or write what it stands for`;
}
function refused(fault) {
    return { kind: 'refused', fault };
}
//# sourceMappingURL=command.js.map