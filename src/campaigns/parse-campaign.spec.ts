import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { failureOf } from '../../test/builders/failure-of.js';
import { SeatbackError } from '../kernel/index.js';
import { parseCampaign } from './parse-campaign.js';
import { spokenName, termsSchema } from './terms.js';

const FIRST = 'dynamics-365-smb-csp-2019h1';
const SOURCE = readFileSync(new URL(`../../campaigns/${FIRST}.yaml`, import.meta.url), 'utf8');

describe('a mistake in a campaign file', () => {
  /** The line on which a text stands in the file. */
  const lineOf = (source: string, text: string): number => source.slice(0, source.indexOf(text)).split('\n').length;

  it.each<[what: string, from: string, to: string, term: string, expected: string, found: string]>([
    ['a number in words', 'value: 15\n', 'value: fifteen\n', 'minimum seats', 'a whole number', '"fifteen"'],
    ['half a seat', 'value: 15\n', 'value: 14.5\n', 'minimum seats', 'a whole number', '14.5'],
    ['fewer than no seats', 'value: 15\n', 'value: -1\n', 'minimum seats', 'a whole number, 0 or more', '-1'],
    [
      'an amount without quotes',
      "amount: '2000', currency",
      'amount: 2000, currency',
      'reward for each customer / amount',
      'an amount in quotes',
      '2000',
    ],
    [
      'an amount with grouping',
      "amount: '2000', currency",
      "amount: '2,000', currency",
      'reward for each customer / amount',
      'an amount such as',
      '"2,000"',
    ],
    [
      'more decimals than the currency has',
      "amount: '2000', below",
      "amount: '2000.005', below",
      'minimum payout / amount',
      'no more decimals than USD has',
      '"2000.005"',
    ],
    [
      'a currency not in use',
      'currency: USD',
      'currency: DEM',
      'reward for each customer / currency',
      'an ISO 4217 currency code in use',
      '"DEM"',
    ],
    [
      'a day that does not exist',
      'to: 2019-06-30',
      'to: 2019-06-31',
      'window / to',
      'a date YYYY-MM-DD',
      '"2019-06-31"',
    ],
    [
      'a window that ends before it begins',
      'to: 2019-06-30',
      'to: 2018-06-30',
      'window / to',
      'on or after the first day',
      '"2018-06-30"',
    ],
    [
      'a wrong day in a list',
      '[2019-01-01, 2019-05-30]',
      '[2019-01-01, 2019-05-32]',
      'eligibility days / 1',
      'a date YYYY-MM-DD',
      '"2019-05-32"',
    ],
    ['a list that is none', 'value: [SMB]', 'value: SMB', 'segments', 'a list', '"SMB"'],
    ['an empty list', '[SMB]', '[]', 'segments', 'a list with an entry at least', '[]'],
    ['an unknown time zone', 'Europe/London', 'Europe/Londn', 'time zone', 'an IANA time zone', '"Europe/Londn"'],
    [
      'an abbreviation of a zone, which is Dhaka to some',
      'Europe/London',
      'BST',
      'time zone',
      'an IANA time zone',
      '"BST"',
    ],
    [
      'a bare offset, which PostgreSQL reads the other way round',
      'Europe/London',
      "'+01:00'",
      'time zone',
      'an IANA time zone',
      '"+01:00"',
    ],
    [
      'an unknown fate below the minimum',
      'below: forfeit',
      'below: keep',
      'minimum payout / below',
      '"forfeit" or "carry" or "convert"',
      '"keep"',
    ],
    [
      'another way of counting',
      'value: end of the window',
      'value: best day',
      'snapshot',
      '"end of the window"',
      '"best day"',
    ],
    [
      'a part too many',
      '{ hours: 48 }',
      '{ hours: 48, days: 2 }',
      'oldest seat reading',
      'only terms that are known',
      '"days"',
    ],
    [
      'an instant without offset',
      '2018-12-01T00:00:00Z',
      '2018-12-01',
      'known from',
      'an instant in ISO 8601 with offset',
      '"2018-12-01"',
    ],
    ['a version before the first', 'version: 1', 'version: 0', 'version', 'a whole number, 1 or more', '0'],
    ['a page that is no text', 'D: The', 'D: 7 # The', 'pages / D', 'a text', '7'],
    [
      'an id with capitals',
      `campaign: ${FIRST}`,
      'campaign: First',
      'campaign',
      'lower-case words joined by dashes',
      '"First"',
    ],
  ])('%s', (_, from, to, term, expected, found) => {
    expect(SOURCE).toContain(from);
    const source = SOURCE.replace(from, to);
    const { code, report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    expect(code).toBe('CAMPAIGN_UNREADABLE');
    const line = String(lineOf(source, to));
    // A value is found where its term begins when it stands on a line of its own.
    const near = new RegExp(`^${term} \\(line (\\d+)\\): `).exec(report.expected)?.[1];
    expect(Math.abs(Number(near) - Number(line))).toBeLessThanOrEqual(1);
    expect(report.expected).toContain(expected);
    expect(report.found).toContain(found);
    expect(report.where).toBe(`${FIRST}.yaml`);
  });

  it('names each of several', () => {
    const source = SOURCE.replace('value: 15\n', 'value: x\n').replace('[SMB]', '[]');
    const { report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    expect(report.found).toMatch(/segments \(line \d+\): \[\]; minimum seats \(line \d+\): "x"/);
  });

  it('is a term that nobody knows, and the one that is missing for it', () => {
    const source = SOURCE.replace('  pay by:', '  pay bye:');
    const { report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    expect(report.expected).toMatch(
      /pay by \(line \d+\): the term, which says: The last day to pay; the file \(line \d+\): only terms that/,
    );
    expect(report.found).toContain(`(line ${String(lineOf(source, '  pay bye:'))}): "pay bye"`);
  });

  it('names the term that was probably meant', () => {
    const source = SOURCE.replace('  minimum seats:', '  minimal seats:');
    const { report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    expect(report.found).toContain('"minimal seats"; "minimum seats" is known');
  });

  it('lists each of several by itself, and no more than the beginning of a long value', () => {
    const source = SOURCE.replace('value: 15\n', `value: ${'x'.repeat(500)}\n`).replace('[SMB]', '[]');
    const { report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    expect(report.findings).toMatchObject([
      {
        place: expect.stringMatching(/^segments \(line \d+\)$/),
        expected: 'a list with an entry at least',
        found: '[]',
      },
      { place: expect.stringMatching(/^minimum seats \(line/), expected: 'a whole number' },
    ]);
    expect(report.findings?.[1]?.found).toMatch(/^"x{79}…$/);
  });

  it('is a secret that was taken for a campaign: nothing of it is shown', () => {
    for (const secret of ['QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=', '- QUJDREVGR0hJSktM\n'])
      expect(failureOf(() => parseCampaign(secret, 'x.yaml')).message).not.toContain('QUJD');
  });

  it.each([
    [
      'names that stand for names, and would unfold without end',
      Array.from({ length: 30 }, (_, n) => `a${n}: &a${n} [${n === 0 ? '1' : `*a${n - 1}, *a${n - 1}`}]\n`).join(''),
    ],
    ['brackets within brackets without end', `a: ${'['.repeat(50_000)}`],
  ])('is %s', (_, source) => {
    expect(failureOf(() => parseCampaign(source, 'x.yaml')).code).toBe('CAMPAIGN_UNREADABLE');
  });

  it('is a term without a source and without an assumption', () => {
    const source = SOURCE.replace('    source: D, terms, point 3\n  oldest', '  oldest');
    const { report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    expect(report.expected).toMatch(/^snapshot \(line \d+\): a source, or what was assumed$/);
  });

  it('is a rule about new customers that does not say how far our records reach back', () => {
    const source = SOURCE.replace(/ {2}own records since:\n.*\n.*\n/, '');
    const { report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    expect(report.expected).toMatch(/^new customer \(line \d+\): a term "own records since" beside it/);
  });

  it('is a competency without a day on which it must hold', () => {
    const source = SOURCE.replace(/ {2}eligibility days:\n(?: {4}.*\n)+/, '');
    const { report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    expect(report.expected).toMatch(/^competencies \(line \d+\): a term "eligibility days" beside it/);
  });

  it('is a term that stands there twice', () => {
    const source = SOURCE.replace('  pay by:', '  minimum seats:\n    value: 3\n    source: D\n  pay by:');
    const { report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    expect(report.found).toMatch(/^the file \(line \d+\): Map keys must be unique/);
  });

  it('is a term that stands there in two spellings, of which one would win in silence', () => {
    const source = SOURCE.replace('  pay by:', '  minimumSeats:\n    value: 3\n    source: D\n  pay by:');
    const { report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    const line = String(lineOf(source, '  minimumSeats:'));
    expect(report.found).toBe(`minimum seats (line ${line}): "minimumSeats" again`);
  });

  it('is an unknown term in capitals, which is told as it would be spoken', () => {
    const source = SOURCE.replace('  minimum seats:', '  Minimal Seats:');
    expect(failureOf(() => parseCampaign(source, `${FIRST}.yaml`)).report.found).toMatch(
      /"minimal seats"; "minimum seats" is known/,
    );
  });

  it('is no page that differs from another by its capital only', () => {
    const source = SOURCE.replace('pages:\n', 'pages:\n  d: another page\n');
    expect(parseCampaign(source, `${FIRST}.yaml`).pages).toMatchObject({ d: 'another page' });
  });

  it('is a word behind a star, which YAML takes for the name of something above', () => {
    const source = SOURCE.replace('source: D, headline', 'source: *headline');
    const { report } = failureOf(() => parseCampaign(source, `${FIRST}.yaml`));
    const line = String(lineOf(source, '*headline'));
    expect([report.expected, report.found]).toEqual([
      `the file (line ${line}): text in quotes`,
      `the file (line ${line}): *headline`,
    ]);
  });

  it('is text that is no YAML', () => {
    const source = SOURCE.replace('[SMB]', '[SMB');
    expect(failureOf(() => parseCampaign(source, `${FIRST}.yaml`)).report.expected).toMatch(
      /^the file \(line \d+\): YAML$/,
    );
  });

  it.each([
    ['an empty file', ''],
    ['a file with comments only', '# nothing yet\n'],
    ['a list', '- campaign: x\n'],
  ])('is %s', (_, source) => {
    expect(failureOf(() => parseCampaign(source, 'x.yaml')).report.expected).toBe(
      'the file (line 1): a value with its parts',
    );
  });

  it('is an id that is not the name of the file', () => {
    const { report } = failureOf(() => parseCampaign(SOURCE, 'another.yaml'));
    expect([report.expected, report.found]).toEqual([
      expect.stringContaining('another'),
      expect.stringContaining(FIRST),
    ]);
  });
});

describe('whatever stands in a campaign file', () => {
  const outcomeOf = (source: string): string => {
    try {
      return parseCampaign(source, `${FIRST}.yaml`).campaign;
    } catch (error) {
      if (error instanceof SeatbackError) return error.code;
      throw error;
    }
  };
  const scalar = fc.oneof(
    fc.constantFrom('', '2,000', '-1', '1e3', '2019-02-30', 'constructor', 'USD', '__proto__', '9'.repeat(40)),
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const value = fc.oneof(scalar, fc.array(scalar), fc.dictionary(fc.string(), scalar));
  const names = Object.keys(termsSchema.shape);

  it('in the place of a value is taken or explained, never a crash', () => {
    const whole = parse(SOURCE) as { terms: Record<string, { value: unknown }> };
    const parts = fc.constantFrom(
      'value',
      'from',
      'to',
      'amount',
      'currency',
      'below',
      'names',
      'levels',
      'hours',
      'by',
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), parts, value, (name, part, given) => {
        const spoken = spokenName(name);
        const inner = whole.terms[spoken]?.value;
        const changed = part === 'value' ? given : { ...(typeof inner === 'object' ? inner! : {}), [part]: given };
        const terms = { ...whole.terms, [spoken]: { ...whole.terms[spoken], value: changed } };
        expect([FIRST, 'CAMPAIGN_UNREADABLE']).toContain(outcomeOf(stringify({ ...whole, terms })));
      }),
      { numRuns: 300 },
    );
  });

  it('in the place of its text is taken or explained, never a crash', () => {
    const cut = fc.tuple(fc.nat(SOURCE.length), fc.nat(40), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(cut, ([from, length, text]) => {
        const source = SOURCE.slice(0, from) + text + SOURCE.slice(from + length);
        expect([FIRST, 'CAMPAIGN_UNREADABLE']).toContain(outcomeOf(source));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the words of finance', () => {
  it('are read with any number of blanks between them', () => {
    const source = SOURCE.replace('minimum seats:', 'minimum   seats:');
    expect(parseCampaign(source, `${FIRST}.yaml`).terms.minimumSeats?.value).toBe(15);
  });

  it('keep the names of pages as they are', () => {
    const source = SOURCE.replace('  D: The', '  D: The page\n  page two: The');
    expect(Object.keys(parseCampaign(source, `${FIRST}.yaml`).pages)).toEqual(['D', 'page two']);
  });
});
