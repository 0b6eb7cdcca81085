import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inChunks, readWhole, statement, statusReport } from '../../../../test/builders/bank-reports.js';
import { readReport, type ReportPart } from './index.js';

const REPORT = statusReport({
  original: 'SB-ORDER-0001',
  status: 'PART',
  blocks: [
    {
      id: 'SB-ORDER-0001-1',
      status: 'PART',
      payments: [
        { endToEndId: 'SB-A-1', instructionId: 'I-1', uetr: 'u-1', status: 'ACSP' },
        { endToEndId: 'SB-B-1', status: 'RJCT', reason: 'AC04', text: 'closed in März' },
      ],
    },
    { id: 'SB-ORDER-0001-2', status: 'RJCT', reason: 'DT01' },
  ],
});
const RETURN = statement({
  entries: [
    {
      amount: '495.00',
      direction: 'CRDT',
      isReversal: true,
      code: ['PMNT', 'ICDT', 'RRTN'],
      transactions: [
        { endToEndId: 'SB-A-1', uetr: 'u-1', returnReason: 'AC01', returnText: 'no such account', charge: '5.00' },
      ],
    },
  ],
});

describe('a status report', () => {
  it('tells of the file, its blocks and their payments, the lower after the higher', async () => {
    const { header, facts, fault } = await readWhole(REPORT);
    expect(fault).toBeUndefined();
    expect(header).toEqual({
      kind: 'pain.002',
      namespace: 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10',
      messageId: 'REPORT-1',
      createdAt: '2019-08-06T08:00:00Z',
      page: null,
    });
    expect(
      facts.map(({ level, status, endToEndId, paymentInformationId, paymentsNamed }) => [
        level,
        status,
        endToEndId ?? paymentInformationId,
        paymentsNamed,
      ]),
    ).toEqual([
      ['file', 'PART', null, 0],
      ['payment', 'ACSP', 'SB-A-1', 0],
      ['payment', 'RJCT', 'SB-B-1', 0],
      ['block', 'PART', 'SB-ORDER-0001-1', 2],
      ['block', 'RJCT', 'SB-ORDER-0001-2', 0],
    ]);
    expect(facts[1]).toMatchObject({
      messageId: 'SB-ORDER-0001',
      paymentInformationId: 'SB-ORDER-0001-1',
      instructionId: 'I-1',
      uetr: 'u-1',
    });
    expect(facts[2]!.reasons).toEqual([{ code: 'AC04', proprietary: null, texts: ['closed in März'] }]);
    expect(facts[4]!.reasons).toEqual([{ code: 'DT01', proprietary: null, texts: [] }]);
  });

  it.each([
    [
      'a national namespace',
      REPORT.replace('urn:iso:std:iso:20022:tech:xsd:pain.002.001.10', 'http://example.test/pain.002.ch'),
    ],
    ['no namespace', REPORT.replace(/ xmlns="[^"]+"/, '')],
    ['a misspelt one', REPORT.replace('xmlns=', 'Xmlns=')],
    ['a prefix that nothing binds', REPORT.replaceAll(/<(\/?)([A-Z])/g, '<$1p:$2')],
    ['a version to come', REPORT.replace('001.10', '001.99')],
    [
      'an envelope',
      REPORT.replace('<Document', '<Envelope><AppHdr><Fr>x</Fr></AppHdr><Document').concat('</Envelope>'),
    ],
    ['blanks before it', `\n  ${REPORT}`],
    [
      'comments and unknown elements',
      REPORT.replaceAll('<TxInfAndSts>', '<!-- next --><New><Id>1</Id></New><TxInfAndSts>'),
    ],
  ])('is read in %s', async (_what, content) => {
    const facts = async (of: string) => (await readWhole(of)).facts.map(({ line: _line, ...fact }) => fact);
    expect(await facts(content)).toEqual(await facts(REPORT));
  });

  it.each<[string, (text: string) => Buffer]>([
    ['UTF-8 with a mark', (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])],
    ['UTF-16, little end first', (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
    [
      'UTF-16, big end first',
      (text) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]),
    ],
    ['UTF-16 without a mark', (text) => Buffer.from(text, 'utf16le')],
    ['ISO-8859-1 by its declaration', (text) => Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1')],
    ['no declaration', (text) => Buffer.from(text.replace(/^<\?xml[^>]*>\n/, ''))],
  ])('is read in %s', async (_what, encode) => {
    const { facts, fault } = await readWhole(encode(REPORT), 3);
    expect(fault).toBeUndefined();
    expect(facts[2]!.reasons[0]!.texts).toEqual(['closed in März']);
  });

  it('of 100,000 payments passes through in flat memory', async () => {
    const line = '<TxInfAndSts><OrgnlEndToEndId>SB-A-1</OrgnlEndToEndId><TxSts>ACSP</TxSts></TxInfAndSts>';
    const before = REPORT.slice(0, REPORT.indexOf('<TxInfAndSts>'));
    const after = REPORT.slice(REPORT.lastIndexOf('</TxInfAndSts>') + '</TxInfAndSts>'.length);
    async function* content() {
      yield Buffer.from(before);
      const thousand = Buffer.from(line.repeat(1_000));
      for (let times = 0; times < 100; times += 1) yield thousand;
      yield Buffer.from(after);
    }
    // Others ran in this process before.
    const heldBefore = process.memoryUsage().heapUsed;
    let payments = 0;
    let most = 0;
    for await (const part of readReport(content())) {
      if (part.part === 'fault') throw new Error(part.fault.found);
      if (part.part !== 'fact' || part.fact.level !== 'payment') continue;
      payments += 1;
      if (payments % 10_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
    }
    expect(payments).toBe(100_000);
    // The file alone would be 9 MB of text, its elements some hundred.
    expect(most - heldBefore).toBeLessThan(400_000_000);
  });
});

describe('a statement', () => {
  it.each(['02', '04', '08'] as const)('of version .%s tells of entries and the payments in them', async (version) => {
    const { facts, accounts } = await readWhole(
      statement({
        version,
        kind: 'camt.053',
        entries: [
          {
            amount: '30.00',
            block: 'SB-ORDER-0001-1',
            transactions: [
              { endToEndId: 'SB-A-1', amount: '10.00' },
              { endToEndId: 'SB-B-1', amount: '20.00' },
            ],
          },
          { amount: '7.00', status: 'PDNG', charge: '1.00' },
        ],
      }),
    );
    expect(accounts).toEqual([{ iban: 'GB33BUKB20201555555555', other: null, statementId: 'STATEMENT-1-A' }]);
    expect(
      facts.map(({ level, status, endToEndId, amount, paymentInformationId: block, movement, charges }) => [
        level,
        status,
        endToEndId,
        amount?.amount,
        block,
        movement?.entry,
        movement?.direction,
        charges.length,
      ]),
    ).toEqual([
      ['payment', 'BOOK', 'SB-A-1', '10.00', 'SB-ORDER-0001-1', 1, 'debit', 0],
      ['payment', 'BOOK', 'SB-B-1', '20.00', 'SB-ORDER-0001-1', 1, 'debit', 0],
      ['block', 'BOOK', null, '30.00', 'SB-ORDER-0001-1', 1, 'debit', 0],
      ['block', 'PDNG', null, '7.00', null, 2, 'debit', 1],
    ]);
  });

  it('gives the amount and charges of an entry to the only payment in it', async () => {
    const { facts } = await readWhole(RETURN);
    expect(facts[0]).toMatchObject({
      level: 'payment',
      endToEndId: 'SB-A-1',
      amount: { amount: '495.00', currency: 'USD' },
      charges: [{ amount: '5.00', currency: 'USD' }],
      reasons: [{ code: 'AC01', texts: ['no such account'] }],
      movement: {
        direction: 'credit',
        isReversal: true,
        isReturn: true,
        bookingDate: '2019-08-06',
        transactionCode: 'PMNT/ICDT/RRTN',
      },
    });
    const two = await readWhole(
      statement({ entries: [{ amount: '30.00', transactions: [{ endToEndId: 'SB-A-1' }, { endToEndId: 'SB-B-1' }] }] }),
    );
    expect(two.facts.map(({ amount }) => amount?.amount)).toEqual([undefined, undefined, '30.00']);
  });

  it('of 25,000 details in an entry, each in a wrapping of its own, is read', async () => {
    const details = '<NtryDtls><TxDtls><Refs><EndToEndId>SB-A-1</EndToEndId></Refs></TxDtls></NtryDtls>';
    const whole = statement({ entries: [{ amount: '1.00', transactions: [{ endToEndId: 'SB-A-1' }] }] });
    const { facts, fault } = await readWhole(whole.replace(/<NtryDtls>.*<\/NtryDtls>/, details.repeat(25_000)), 65_536);
    expect(fault).toBeUndefined();
    expect(facts.at(-1)).toMatchObject({ level: 'block', paymentsNamed: 25_000 });
  });
});

describe('what is refused', () => {
  const BOMB = `<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, n) => `<!ENTITY b${n} "${'&a;'.repeat(10)}">`).join('')}]>`;
  it.each([
    ['a document type', REPORT.replace('<Document', '<!DOCTYPE Document><Document'), /no document type/],
    ['an entity bomb', REPORT.replace('<Document', `${BOMB}<Document`).replace('ACSP', '&b1;'), /no document type/],
    [
      'an outer file',
      REPORT.replace('<Document', '<!DOCTYPE d SYSTEM "file:///etc/passwd"><Document'),
      /no document type/,
    ],
    ['an entity that nobody declared', REPORT.replace('ACSP', '&secret;'), /well-formed/],
    ['no XML', 'RJCT;SB-A-1;AC01', /well-formed/],
    ['nothing', '', /a report|well-formed/],
    ['other XML', '<html><body/></html>', /a report: pain.002/],
    ['a half', REPORT.slice(0, 700), /well-formed/],
    ['something after the end', `${REPORT}<more/>`, /well-formed/],
    ['two messages', REPORT.replace('</Document>', '<CstmrPmtStsRpt></CstmrPmtStsRpt></Document>'), /one message/],
    ['elements too deep', REPORT.replace('<GrpHdr>', '<a>'.repeat(100)), /48 deep/],
    ['a text too long', REPORT.replace('REPORT-1', 'x'.repeat(30_000)), /20000 characters/],
    ['too much of nothing', REPORT.replace('<GrpHdr>', '<a/>'.repeat(30_000)), /20000 elements/],
    [
      'a tag without an end',
      `${REPORT.slice(0, REPORT.indexOf('<GrpHdr>'))}<a b="${'x'.repeat(2_000_000)}`,
      /1000000 characters/,
    ],
    ['another encoding', REPORT.replace('UTF-8', 'EBCDIC-CP-US'), /encoding/],
  ])('is %s, with what and where', async (_what, content, expected) => {
    const { fault } = await readWhole(content, 50_000);
    expect(fault?.expected).toMatch(expected);
    expect(fault?.found).not.toBe('');
    expect(fault?.found).not.toMatch(/secret|passwd/);
  });

  it('is bytes that the encoding does not have', async () => {
    const broken = Buffer.from(REPORT);
    broken[broken.indexOf('SB-A-1')] = 0xff;
    expect((await readWhole(broken)).fault).toMatchObject({ expected: 'text in utf-8' });
  });

  it('names the line', async () => {
    expect((await readWhole(REPORT.replace('</GrpHdr>', '</Other>'))).fault).toMatchObject({ line: 2 });
  });

  it('is a file beyond the limit', async () => {
    const parts: ReportPart[] = [];
    for await (const part of readReport(inChunks(Buffer.from(REPORT), 100), 500)) parts.push(part);
    expect(parts.at(-1)).toMatchObject({ part: 'fault', fault: { expected: 'a file of at most 500 bytes' } });
  });
});

describe('whatever arrives', () => {
  const report = fc.constantFrom(REPORT, RETURN);
  const damage: fc.Arbitrary<(content: Buffer) => Buffer> = fc.oneof(
    fc
      .double({ min: 0, max: 1, noNaN: true })
      .map((at) => (content: Buffer) => content.subarray(0, Math.floor(at * content.length))),
    fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 8 })).map(([at, bytes]) => (content: Buffer) => {
      const place = at % content.length;
      return Buffer.concat([content.subarray(0, place), bytes, content.subarray(place + bytes.length)]);
    }),
    fc.tuple(fc.nat(), fc.nat(), fc.nat()).map(([a, b, c]) => (content: Buffer) => {
      const [from, to, into] = [a % content.length, b % content.length, c % content.length];
      const piece = content.subarray(Math.min(from, to), Math.max(from, to));
      return Buffer.concat([content.subarray(0, into), piece, content.subarray(into)]);
    }),
    fc.constant((content: Buffer) =>
      Buffer.from(content.toString('latin1').replace('<Document', '<!DOCTYPE x [<!ENTITY a "b">]><Document'), 'latin1'),
    ),
  );

  it('gives facts or a fault, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        report,
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 500 }),
        async (content, damages, chunk) => {
          const bytes = damages.reduce<Buffer>((so, each) => each(so), Buffer.from(content));
          const { header, fault } = await readWhole(bytes, chunk);
          expect(header !== undefined || fault !== undefined).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('says the same, elements in whatever order', async () => {
    const elements = /<(GrpHdr|OrgnlPmtInfAndSts)>.*?<\/\1>/gs;
    const parts = REPORT.match(elements)!;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(parts, { minLength: parts.length }), async (order) => {
        let next = 0;
        const { facts, fault } = await readWhole(REPORT.replace(elements, () => order[next++]!));
        expect(fault).toBeUndefined();
        expect(
          facts.filter(({ level }) => level === 'payment').map(({ endToEndId, status }) => [endToEndId, status]),
        ).toEqual([
          ['SB-A-1', 'ACSP'],
          ['SB-B-1', 'RJCT'],
        ]);
      }),
    );
  });

  it('is told whole, cut wherever its bytes are cut', async () => {
    const whole = await readWhole(REPORT);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2_000 }), async (chunk) => {
        expect(await readWhole(REPORT, chunk)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });
});
