/** A bounty as the coordinator shows it, checked against what the buyer signed: nothing is decided on hearsay. */
import { fromHex, sha256, toHex, verifySignature, } from '../../aggregation/index.js';
import { parseAlgorithm, parseDataSchema, parseModelSpec, roundContent, vectorPartsOf, } from '../../learning/index.js';
import { aggregationParametersFor, bountyIdOf, decodeTerms, purposeOf, purposesOf, ringFor, termsSigningBytes, } from '../../protos/terms.js';
/** The plan of a round; undefined for a round that the terms do not have. */
export function planOf({ terms, plans }, round) {
    const purpose = purposeOf(terms, round);
    return purpose === undefined ? undefined : plans.get(purpose);
}
/** Checks the id, the buyer's signature and enrolment, and the terms of a bounty. */
export function readPapers(bounty, registry) {
    const { bountyId, buyer, buyerKey, nonce, signature } = bounty;
    if (bountyIdOf(bounty.terms, buyerKey, nonce) !== bountyId) {
        return invalid('its id is not that of its terms, buyer and nonce');
    }
    if (!verifySignature(buyerKey, termsSigningBytes(bountyId, bounty.terms), signature)) {
        return invalid('its terms are not signed by its buyer');
    }
    const member = registry.members.find(({ identityKey }) => toHex(identityKey) === toHex(buyerKey));
    if (member?.role !== 'buyer' || member.organisation !== buyer) {
        return invalid(`the registry has no buyer "${buyer}" with the key that signed its terms`);
    }
    return readTerms(bounty);
}
function readTerms({ bountyId, buyer, terms: termsBytes }) {
    const decoded = decodeTerms(termsBytes);
    if (decoded.kind === 'faulty') {
        return invalid(`its terms are not acceptable: ${decoded.faults.map(fault => `${fault.field} ${fault.message}`).join('; ')}`);
    }
    const { terms } = decoded;
    try {
        const spec = parseModelSpec(terms.model);
        const schema = parseDataSchema(terms.data, 'the terms');
        const plans = plansOf(terms, spec, schema);
        const papers = {
            bountyId,
            taskId: fromHex(bountyId),
            termsBytes,
            termsHash: toHex(sha256(termsBytes)),
            terms,
            spec,
            schema,
            parameters: plans.get('training').parameters,
            plans,
            buyer,
        };
        return { kind: 'papers', papers };
    }
    catch (error) {
        return invalid(`its terms are not acceptable: ${error.message}`);
    }
}
function plansOf(terms, spec, schema) {
    const { maximumExamples } = terms.cohort;
    const parts = parseAlgorithm(terms.training.algorithm).client.parts(terms.training);
    const task = { spec, schema, maximumExamples, evaluates: terms.evaluation !== undefined, parts };
    const plan = (purpose) => {
        const content = roundContent(task, purpose, ringFor(terms, purpose));
        return { content, parameters: aggregationParametersFor(terms, purpose, vectorPartsOf(content)) };
    };
    return new Map(purposesOf(terms).map(purpose => [purpose, plan(purpose)]));
}
function invalid(detail) {
    return { kind: 'invalid', detail };
}
/** Examples that a holder declares under these terms: those it has, up to what one holder may count for. */
export function declaredExamples(terms, examples) {
    return Math.min(examples, terms.cohort.maximumExamples);
}
//# sourceMappingURL=bounty-papers.js.map