/**
 * A holder's records as the rounds of a bounty use them: standardised by the schema of the round's model, and divided for
 * good into those that are trained on and those that the model is evaluated on.
 */
import { canonicalJson } from '../../aggregation/index.js';
import { columnsOf, completeDataset, holdOut, imputationOf, isRawDataset, loadDataset, recordsOf, } from '../../learning/index.js';
/** `report` hears once for each schema what was imputed by it. */
export function openRecords(data, report) {
    const committed = recordsOf(data);
    let latest;
    function standardised({ bountyId }, schema) {
        if (!isRawDataset(data))
            return data;
        if (schema.kind !== 'table')
            throw new Error('records of a table were read for a bounty about images');
        report({
            kind: 'standardised',
            bountyId,
            records: data.records.examples,
            columns: imputationOf(data, schema),
        });
        return completeDataset(data, schema);
    }
    return {
        committed,
        examples: committed.examples,
        columns: schema => {
            if (!isRawDataset(data) || canonicalJson(data.schema) !== canonicalJson(schema))
                throw new Error('the records were read under another data schema than that of the terms');
            return columnsOf(data);
        },
        divided: (papers, schema) => {
            const key = JSON.stringify([papers.bountyId, schema]);
            if (latest?.key !== key)
                latest = { key, records: divide(standardised(papers, schema), papers) };
            return latest.records;
        },
    };
}
function divide(dataset, { bountyId, terms }) {
    if (terms.evaluation === undefined)
        return { training: loadDataset(dataset), heldOut: undefined };
    const { training, heldOut } = holdOut(dataset, terms.evaluation.heldOutPermille, bountyId);
    return {
        training: loadDataset(training),
        heldOut: heldOut === undefined ? undefined : loadDataset(heldOut),
    };
}
//# sourceMappingURL=records.js.map