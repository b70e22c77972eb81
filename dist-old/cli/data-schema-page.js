/** The page that `parley data init` writes: a guessed schema with what is unsure said beside it. */
import { stringify } from 'yaml';
const head = (file) => `# A data schema, guessed from ${file}. Correct it, then: parley data check --data ${file} --schema THIS-FILE
# Everything here is for all holders alike. Ranges and means were rounded from your records: put published figures in
# their place before you show this page to anybody.
#
# A column: { name, kind: number | date | boolean | category | ordinal }
#   number    mean, deviation (standardises); integer; minimum, maximum, outOfRange: refused | missing
#   category  values; other: true gives all other values one place
#   missing   codes for nothing, beside a blank; impute: mean | median | constant | indicator puts a public value there
`;
/** The page as text. */
export function schemaPage(file, { schema, notes, leftOut }) {
    const { kind, features, label, ...format } = schema;
    const lines = features.map(feature => `  - ${flow(feature)}${noteOf(feature, notes)}`);
    return [
        head(file),
        stringify({ kind, ...format }).trimEnd(),
        'features:',
        ...lines,
        ...leftOut.map(({ name, reason }) => `  # left out: ${JSON.stringify(name)}, since ${reason}`),
        `label: ${flow(label)}`,
        '',
    ].join('\n');
}
function flow(value) {
    return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}
function noteOf({ name }, notes) {
    const note = notes.get(name);
    return note === undefined ? '' : ` # ${note}`;
}
//# sourceMappingURL=data-schema-page.js.map