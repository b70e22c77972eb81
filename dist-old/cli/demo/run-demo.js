/**
 * The main job on one machine: a coordinator and six hospitals as separate processes, mutual TLS between them, real
 * digits, real deaths. This process is the operator, the buyer and the narrator; it sees what those may see.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toHex } from '../../aggregation/index.js';
import { readBountyDocument } from '../bounty-document.js';
import { digitsBountyPage } from '../bounty-template.js';
import { postBounty } from '../commands/bounty-post.js';
import { eventsOf } from '../commands/bounty-watch.js';
import { CommandError } from '../errors.js';
import { unitsText } from '../output.js';
import { buyer, castOf, drillsFor } from './cast.js';
import { createAuthority } from './certificates.js';
import { prepareDemoFolder } from './demo-folder.js';
import { startHolders } from './holders.js';
import { enrolBuyer, enrolHospital, openOperator } from './members.js';
import { gatherOutcome } from './results.js';
import { startService } from './service.js';
import { writeShards } from './shards.js';
import { createStory } from './story.js';
const limitMs = 10 * 60_000;
const agentsEndLimitMs = 60_000;
const depositUnits = 1500000n;
/** Plays the demonstration to its end. Whatever goes wrong, no process is left behind. */
export async function runDemo(settings, world, narrator) {
    const startMs = world.nowMs();
    const closers = [];
    const close = async () => {
        for (const closer of closers.splice(0).reverse())
            await closer();
    };
    const failure = new AbortController();
    const limit = AbortSignal.timeout(limitMs);
    const signal = AbortSignal.any([world.stop, failure.signal, limit]);
    const stage = { settings, world, narrator, signal, closers, onLost: error => failure.abort(error) };
    try {
        const setting = await prepare(stage);
        const played = await play(stage, setting);
        const outcome = await gatherOutcome({
            ...setting,
            ...played,
            buyerPort: setting.buyer.port,
            operatorPort: setting.operator.port,
            coordinatorKey: setting.service.coordinatorKey,
            consoleUrl: setting.service.consoleUrl,
            elapsedSeconds: () => Math.round((world.nowMs() - startMs) / 100) / 10,
            narrator,
            signal,
        });
        return { outcome, folder: setting.folder, consoleUrl: setting.service.consoleUrl, close };
    }
    catch (error) {
        await close();
        if (world.stop.aborted)
            throw new CommandError('interrupted; every process of the demonstration was ended', 'interrupted');
        if (failure.signal.aborted)
            throw failure.signal.reason;
        if (limit.aborted)
            throw new CommandError('the demonstration did not finish in ten minutes', 'too-slow');
        throw error;
    }
}
/** Folder, certificates, coordinator, records, members, bounty. */
async function prepare(stage) {
    const { settings, world, narrator, signal, closers, onLost } = stage;
    const passphrase = toHex(world.random.bytes(16));
    const folder = await prepareDemoFolder(settings.folder, passphrase);
    const cast = castOf(settings.holders);
    const drills = settings.drills ? drillsFor(cast, settings.rounds) : [];
    narrator.heading(`Parley: ${cast.length} hospitals, one buyer, one coordinator; everything is under ${folder.root}`);
    const authority = await createAuthority(folder.certificates, world.nowMs());
    const server = await authority.issueServer();
    narrator.line('The coordinator starts: a process of its own, mutual TLS, books in an embedded database.');
    const [service, shards] = await Promise.all([
        startService({ folder, server, caFile: authority.caFile, narrator, world, onLost }),
        writeShards(folder, cast, settings.seed),
    ]);
    closers.push(() => service.stop());
    signal.throwIfAborted();
    narrator.line(`Console: ${service.consoleUrl}`);
    for (const { organisation, displayName } of cast) {
        const { examples } = shards.records.get(organisation);
        narrator.line(`  ${displayName} (${organisation}) has ${examples.toLocaleString('en')} digits, which stay with it.`);
    }
    const { address, coordinatorKey } = service;
    const members = { folder, authority, address, coordinatorKey, passphrase, world };
    const operator = await openOperator(members);
    closers.push(() => operator.port.close());
    const bountyBuyer = await enrolBuyer(members, operator, depositUnits);
    closers.push(() => bountyBuyer.port.close());
    for (const hospital of cast)
        await enrolHospital(members, operator, hospital);
    narrator.line(`All are enrolled by invitation; ${buyer.displayName} has paid in ${unitsText(depositUnits)} units.`);
    signal.throwIfAborted();
    const bountyId = await post(stage, folder, bountyBuyer);
    return { folder, cast, drills, shards, service, operator, buyer: bountyBuyer, bountyId };
}
async function post({ settings, world, narrator }, folder, member) {
    const { rounds, holders, seed } = settings;
    const file = path.join(folder.root, 'bounty.yaml');
    const page = digitsBountyPage({
        rounds,
        minimumRounds: Math.min(5, rounds),
        maximumHolders: holders,
        openSeconds: 120,
        seed,
        target: targetFor(rounds),
    });
    await writeFile(file, page);
    const document = await readBountyDocument(file);
    const { bountyId, escrowedUnits } = await postBounty(member, document, world);
    narrator.line(`${buyer.displayName} posts a bounty: ${100 * document.terms.acceptance.target} % of 10,000 digits nobody trains on, ` +
        `for ${unitsText(escrowedUnits)} units, now in escrow.`);
    return bountyId;
}
/** What so few rounds can reach, with a margin. */
function targetFor(rounds) {
    if (rounds >= 5)
        return 0.95;
    return rounds >= 3 ? 0.9 : 0.8;
}
/** Starts the agents and follows the bounty to its end. */
async function play(stage, setting) {
    const { narrator, signal, closers, onLost } = stage;
    const { folder, cast, drills, operator, bountyId } = setting;
    const story = createStory(cast, narrator);
    const holders = startHolders({ folder, cast, drills, narrator, onLine: story.tellHolder, onLost });
    closers.push(() => holders.stop());
    narrator.line(`${cast.length} agents start, each a process of its own.`);
    const react = openReactions(stage, setting, holders);
    let hasEnded = false;
    for await (const event of eventsOf(operator.port, bountyId, signal)) {
        story.tellEvent(event);
        await react(event);
        hasEnded = event.kind === 'bounty-ended';
    }
    signal.throwIfAborted();
    if (!hasEnded)
        throw new CommandError('the coordinator’s events broke off before the bounty ended');
    const tooLate = new Promise((_, reject) => {
        setTimeout(() => reject(new CommandError('an agent did not end after the bounty had; see its log')), agentsEndLimitMs).unref();
    });
    await Promise.race([holders.allDone(), tooLate]);
    narrator.progress('');
    return { verifiedByHolders: story.verifiedReceipts() };
}
/** The drills' second halves: who was killed comes back when the round is over; the coordinator dies on its cue, once. */
function openReactions({ settings, narrator }, { service, drills }, holders) {
    let roundOfDeath = settings.killCoordinatorInRound;
    return async (event) => {
        if (event.kind === 'round-completed') {
            const killed = holders.killed();
            for (const { organisation } of drills.filter(({ round }) => round === event.round)) {
                if (!killed.includes(organisation))
                    continue;
                narrator.drill(`Round ${event.round} is complete although ${organisation} died; it is started again.`);
                holders.restart(organisation);
            }
        }
        // The restarted coordinator tells of the stage again.
        if (event.kind === 'stage-opened' && event.stage === 'survivors' && event.round === roundOfDeath) {
            roundOfDeath = undefined;
            narrator.drill('Drill: the coordinator is killed (SIGKILL) with all masked updates in hand, and started again.');
            await service.killAndRestart();
            narrator.drill('The coordinator is back, on the same folder and port.');
        }
    };
}
//# sourceMappingURL=run-demo.js.map