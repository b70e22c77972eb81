import { fromHex } from '../../aggregation/index.js';
import { parameterCount } from '../../learning/index.js';
import { encodeTerms, isEvaluatedByBuyer, termsSigningBytes } from '../../protos/terms.js';
import { readBountyDocument } from '../bounty-document.js';
import { targetText } from '../bounty-view.js';
import { taken, withConnection } from '../connect.js';
import { withAction, withConnectionOptions } from '../options.js';
import { bytesText, unitsText } from '../output.js';
import { confirmPosting, preparePosting } from '../posting.js';
/** `parley bounty post FILE`. */
export function addBountyPost(bounty, world) {
    const post = withConnectionOptions(bounty.command('post'))
        .description('check a bounty page, upload its test set unless you evaluate yourself, sign the terms and pay the price into escrow')
        .argument('<file>', 'the page, as `parley bounty init` writes it')
        .option('--check', 'check everything and send nothing')
        .addHelpText('after', `
Examples:
  $ parley bounty post bounty.yaml --check
  $ parley bounty post bounty.yaml

An interrupted posting may simply be repeated: it is the same bounty, paid for once.`);
    withAction(post, world, async ({ options, output, args }) => {
        const document = await readBountyDocument(args[0]);
        const summary = summaryOf(document);
        if (options.check === true) {
            output.result({ ok: true, ...summary.value }, `${args[0]} can be posted.\n${summary.text}`);
            return;
        }
        await withConnection(options, world, async (connection) => {
            output.note(summary.text);
            const posted = await postBounty(connection, document, world);
            output.result({ bountyId: posted.bountyId, state: posted.state, escrowedUnits: posted.escrowedUnits }, [
                `Posted ${posted.bountyId}`,
                `${unitsText(posted.escrowedUnits)} units are in escrow. Watch it: parley bounty watch ${posted.bountyId}`,
                ...evaluatorHint(document, posted.bountyId),
            ].join('\n'));
        });
    });
}
/** Writes the posting down, uploads the test set unless it stays here, signs and sends. */
export async function postBounty(connection, { terms, testSetBlob }, world) {
    const { port, identity, home } = connection;
    const { signer } = identity;
    const encoded = encodeTerms(terms);
    const posting = await preparePosting(home, encoded, signer.publicKey, world.random);
    if (!isEvaluatedByBuyer(terms))
        taken(await port.uploadBlob(testSetBlob));
    const signature = signer.sign(termsSigningBytes(posting.bountyId, encoded));
    const bounty = taken(await port.postBounty({ terms: encoded, nonce: fromHex(posting.nonce), signature }, { idempotencyKey: `post-${posting.bountyId}` }));
    await confirmPosting(home, posting);
    return bounty;
}
/** A buyer that evaluates itself has something left to do. */
function evaluatorHint({ terms, testSetFile }, bountyId) {
    if (!isEvaluatedByBuyer(terms))
        return [];
    return [
        'The test set was not sent. Start your evaluator now and keep it running; rounds that it does not evaluate do not pass:',
        `  parley bounty evaluate ${bountyId} --test-set ${testSetFile}`,
    ];
}
function summaryOf({ terms, model, testSetBlob }) {
    const { training, cohort, pay, acceptance } = terms;
    const parameters = parameterCount(model);
    const priceUnits = BigInt(pay.priceUnits);
    const value = {
        title: terms.title,
        model: { family: model.family, parameters },
        testSet: { ...acceptance.testSet, bytes: testSetBlob.length },
        rounds: training.rounds,
        priceUnits,
    };
    const text = [
        `  ${terms.title}`,
        `  model     ${model.family}, ${parameters.toLocaleString('en')} parameters`,
        `  test set  ${acceptance.testSet.examples.toLocaleString('en')} examples, ${bytesText(testSetBlob.length)}; target ${targetText(acceptance)}`,
        `  cohort    ${cohort.minimum} to ${cohort.maximum} holders, up to ${training.rounds} rounds`,
        `  price     ${unitsText(priceUnits)} units, fee ${pay.feeBasisPoints / 100} %`,
    ].join('\n');
    return { value, text };
}
//# sourceMappingURL=bounty-post.js.map