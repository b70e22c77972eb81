/** Options that several commands share, and how a command's action is run. */
import { InvalidArgumentError } from 'commander';
import { openOutput } from './output.js';
export function withCommonOptions(command) {
    return command
        .option('--json', 'print one JSON value on stdout, everything else on stderr')
        .option('--home <dir>', 'folder of your settings and keystore (else PARLEY_HOME, else ~/.parley)');
}
export function withKeyOptions(command) {
    return withCommonOptions(command)
        .option('--keystore <file>', 'another keystore than the one in your home')
        .option('--passphrase-file <file>', 'file that holds the passphrase (else PARLEY_PASSPHRASE, else asked)');
}
export function withConnectionOptions(command) {
    return withKeyOptions(command)
        .option('--coordinator <host:port>', 'the coordinator to talk to (else the one you enrolled with)')
        .option('--coordinator-key <hex>', 'its identity key, where none is pinned yet', readKey)
        .option('--environment <name>', 'its environment, such as dev or production')
        .option('--ca <file>', 'PEM file of the authority that signed its certificate')
        .option('--certificate <file>', 'PEM file of your own certificate, for mutual TLS')
        .option('--key <file>', 'PEM file of its private key');
}
/** Gives the command an action that knows its world and how to print. */
export function withAction(command, world, action) {
    return command.action(async () => {
        const options = command.opts();
        await action({ options, output: openOutput(world, options.json === true), args: command.args });
    });
}
export function readNatural(least, most) {
    return text => {
        const value = Number(text);
        if (/^\d+$/.test(text) && value >= least && value <= most)
            return value;
        throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    };
}
/** Units above zero, as bigint. */
export function readUnits(text) {
    if (/^[1-9]\d{0,30}$/.test(text))
        return BigInt(text);
    throw new InvalidArgumentError('It must be a whole number of units above zero, such as 250000.');
}
function readKey(text) {
    if (/^[0-9a-f]{64}$/.test(text))
        return text;
    throw new InvalidArgumentError('A key has 64 lower-case hex digits.');
}
/** "127.0.0.1:7443" or "[::1]:7443". */
export function readAddress(text) {
    const match = /^(?:\[([0-9a-fA-F:]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text);
    const port = Number(match?.[3]);
    const host = match?.[1] ?? match?.[2];
    if (host === undefined || port > 65_535)
        throw new InvalidArgumentError('Write HOST:PORT, such as 127.0.0.1:7443.');
    return { host, port };
}
export function isLoopback(host) {
    return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
//# sourceMappingURL=options.js.map