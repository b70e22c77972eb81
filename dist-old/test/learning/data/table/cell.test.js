import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { dateParser, numberFix, numberParser } from '../../../../learning/data/table/cell.js';
const readings = [
    ['1.5', {}, 1.5],
    ['-2e-1', {}, -0.2],
    ['+.5', {}, 0.5],
    ['5.', {}, 5],
    ['1,5', {}, undefined],
    ['1 5', {}, undefined],
    ['0x10', {}, undefined],
    ['Infinity', {}, undefined],
    ['', {}, undefined],
    ['1,5', { decimal: ',' }, 1.5],
    ['1.5', { decimal: ',' }, undefined],
    ['1.234,5', { decimal: ',', thousands: '.' }, 1234.5],
    ['1.23,5', { decimal: ',', thousands: '.' }, undefined],
    ['12.34', { decimal: ',', thousands: '.' }, undefined],
    ['1234,5', { decimal: ',', thousands: '.' }, 1234.5],
    ['1,234,567', { thousands: ',' }, 1_234_567],
    ['1,2345', { thousands: ',' }, undefined],
    ["1'234.5", { thousands: "'" }, 1234.5],
    ['1 234,5', { decimal: ',', thousands: ' ' }, 1234.5],
    ['1\u00a0234', { thousands: ' ' }, 1234],
    ['1\u202f234', { thousands: ' ' }, 1234],
];
for (const [text, format, value] of readings) {
    test(`${JSON.stringify(text)} (${encodeURI(text)}) under ${JSON.stringify(format)} is ${value ?? 'no number'}`, t => {
        t.is(numberParser(format)(text), value);
    });
}
testProp('every number that JavaScript writes is read as itself', [fc.double({ noNaN: true, noDefaultInfinity: true })], (t, value) => {
    // Zero has no sign in JavaScript's text.
    fc.pre(!Object.is(value, -0));
    t.is(numberParser({})(String(value)), value);
    t.is(numberParser({ decimal: ',' })(String(value).replace('.', ',')), value);
});
test('a number of another format, or with a unit, gets the remedy that helps', t => {
    t.regex(numberFix('63,5'), /declare decimal: ","/);
    t.regex(numberFix('1.234,5'), /declare decimal: "," and thousands: "\."/);
    t.regex(numberFix("1'234.5"), /declare thousands: "'"/);
    t.regex(numberFix('120 mg/dL'), /without "mg\/dL"/);
    t.is(numberFix('old'), 'write one such as 3.5, or remove the line');
});
test('dates are days since 1970-01-01, in the order declared and no other', t => {
    t.is(dateParser(undefined)('1970-01-02'), 1);
    t.is(dateParser(undefined)('2024-02-29T23:59:59.5Z'), 19_782);
    t.is(dateParser('DD.MM.YYYY')('1.2.1970'), 31);
    t.is(dateParser('DD/MM/YYYY')('02/01/1970'), 1);
    t.is(dateParser('MM/DD/YYYY')('02/01/1970'), 31);
    t.is(dateParser('YYYYMMDD')('19691231'), -1);
    for (const text of ['2023-02-29', '2023-2-9', '2023-13-01', '01.02.2023', '', '2023-01-01x'])
        t.is(dateParser(undefined)(text), undefined, text);
    t.is(dateParser('DD.MM.YYYY')('31.04.2023'), undefined);
});
//# sourceMappingURL=cell.test.js.map