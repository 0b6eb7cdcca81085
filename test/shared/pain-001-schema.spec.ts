import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import { Money } from '../../src/kernel/index.js';
import { ADDRESS_ELEMENTS, MAX_ADDRESS_LINES } from '../../src/payout/instructions/address-elements.js';
import { checkPaymentOrder } from '../../src/payout/instructions/check-payment-order.js';
import { SOUND_ORDER } from '../../src/payout/instructions/examples/broken-order.js';
import { BROKEN_ORDERS } from '../../src/payout/instructions/examples/broken-orders.js';
import {
  EXAMPLE_SETTINGS,
  exampleAmericanPayment,
  exampleBlock,
  exampleOrder,
  examplePayment,
  textOf,
} from '../../src/payout/instructions/examples/payment-orders.js';
import { writePain001, type Payment, type PaymentOrder } from '../../src/payout/instructions/index.js';
import {
  fitsSchemaType,
  MAX_REGULATORY_REPORTS,
  SCHEMA_TYPES,
  type SchemaLimit,
  type SchemaType,
} from '../../src/payout/instructions/schema-types.js';
import { MESSAGE_LIMITS } from './message-limits.js';
import { ORDER_SHAPES, shapesOf } from './order-shapes.js';
import { soundOrder } from './payment-order-arbitraries.js';
import { SCHEMA_SLOTS } from './schema-slots.js';
import { describeAgainstShared, readShared } from './shared-contracts.js';

const SCHEMA_FILE = 'contracts/iso20022/xsd/pain.001.001.09.xsd';
const XSD = { xs: 'http://www.w3.org/2001/XMLSchema' };

const slots = Object.entries(SCHEMA_SLOTS).map(([type, slot]) => ({ type: type as SchemaType, ...slot }));

describe('limits of the message, on data of our own', () => {
  it('every type has a place in the message where it is tried', () => {
    expect(Object.keys(SCHEMA_SLOTS).sort()).toEqual(Object.keys(SCHEMA_TYPES).sort());
  });

  it.each(slots)('$type: takes what is at its limits and refuses what is beyond', ({ type, fit, unfit }) => {
    expect(fit.filter((value) => !fitsSchemaType(type, value))).toEqual([]);
    expect(unfit.filter((value) => fitsSchemaType(type, value))).toEqual([]);
  });

  it.each(MESSAGE_LIMITS)(
    '$field: checked and written at the limit, refused one beyond it',
    async ({ orderWith, at, beyond }) => {
      expect(await errorsOf(orderWith(at))).toEqual([]);
      expect(await written(orderWith(at))).toContain(`>${at}<`);
      expect(await errorsOf(orderWith(beyond))).not.toEqual([]);
      await expect(written(orderWith(beyond))).rejects.toMatchObject({ code: 'PAYMENT_ORDER_UNWRITABLE' });
    },
  );
});

describeAgainstShared(`payment files, held against ../shared/${SCHEMA_FILE} (skipped where it is missing)`, () => {
  let schema: XmlDocument;
  let validator: XsdValidator;
  let sound: string;

  beforeAll(async () => {
    schema = XmlDocument.fromString(readShared(SCHEMA_FILE));
    validator = XsdValidator.fromDoc(schema);
    sound = await written(SOUND_ORDER);
  });

  afterAll(() => {
    validator.dispose();
    schema.dispose();
  });

  /** What the schema has against a message; nothing where it accepts it. */
  function faultsOf(message: string): string {
    using document = XmlDocument.fromString(message);
    try {
      validator.validate(document);
      return '';
    } catch (fault) {
      if (fault instanceof XmlValidateError) return fault.message;
      throw fault;
    }
  }

  const seenBySchema = (message: string) => faultsOf(message) !== '';

  it('the schema accepts the sound order and refuses the same with one element out of order', () => {
    expect(faultsOf(sound)).toBe('');
    const swapped = sound.replace(/(<InstrId>[^<]*<\/InstrId>)(<EndToEndId>[^<]*<\/EndToEndId>)/, '$2$1');
    expect(swapped).not.toBe(sound);
    expect(seenBySchema(swapped)).toBe(true);
  });

  it('every type has the facets of the schema', () => {
    for (const [type, limit] of Object.entries<SchemaLimit>(SCHEMA_TYPES)) {
      const facets = (name: string) =>
        schema
          .find(`//xs:simpleType[@name="${type}"]/xs:restriction/xs:${name}/@value`, XSD)
          .map(({ content }) => content);
      switch (limit.kind) {
        case 'text':
          expect([type, facets('minLength'), facets('maxLength')]).toEqual([
            type,
            ['1'],
            [String(limit.maxCharacters)],
          ]);
          break;
        case 'pattern':
          expect([type, `^${facets('pattern').map(inOurNotation).join('')}$`]).toEqual([type, limit.pattern.source]);
          break;
        case 'codes':
          expect([type, facets('enumeration').sort()]).toEqual([type, [...limit.codes].sort()]);
          break;
        case 'decimal':
          expect([type, facets('totalDigits'), facets('fractionDigits')]).toEqual([
            type,
            [String(limit.totalDigits)],
            [String(limit.fractionDigits)],
          ]);
      }
    }
  });

  it('addresses have the elements of the schema in its order, and fewer lines', () => {
    const elements = schema
      .find('//xs:complexType[@name="PostalAddress24"]/xs:sequence/xs:element', XSD)
      .map((node) => `${attribute(node, 'name')} ${attribute(node, 'type')} ${attribute(node, 'maxOccurs')}`);
    expect(elements).toEqual([
      'AdrTp AddressType3Choice 1',
      ...ADDRESS_ELEMENTS.map(([, name, type]) => `${name} ${type} 1`),
      'AdrLine Max70Text 7',
    ]);
    expect(MAX_ADDRESS_LINES).toBe(2);
  });

  it('a payment has no more regulatory reports than the schema lets in', () => {
    const path = '//xs:complexType[@name="CreditTransferTransaction34"]//xs:element[@name="RgltryRptg"]/@maxOccurs';
    expect(schema.get(path, XSD)?.content).toBe(String(MAX_REGULATORY_REPORTS));
  });

  function attribute(node: ReturnType<XmlDocument['find']>[number], name: string): string {
    return node.get(`@${name}`)?.content ?? '';
  }

  it('accepts 1,000 seeded orders in which the check finds no error', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(soundOrder, async (order) => {
        for (const shape of shapesOf(order)) seen.add(shape);
        const { findings, errors } = await checkPaymentOrder(order, EXAMPLE_SETTINGS);
        expect([errors, findings.filter(({ severity }) => severity === 'error')]).toEqual([0, []]);
        expect(faultsOf(await written(order))).toBe('');
      }),
      { seed: 20_261_114, numRuns: 1000 },
    );
    expect(ORDER_SHAPES.filter((shape) => !seen.has(shape))).toEqual([]);
  }, 300_000);

  it('accepts the golden file', () => {
    expect(faultsOf(readFileSync(new URL('../golden/pain-001-001-09.xml', import.meta.url), 'utf8'))).toBe('');
  });

  it('accepts a file of 10,000 payments', async () => {
    const payments = Array.from({ length: 10_000 }, (_, number) =>
      number % 2 === 0 ? examplePayment(number) : exampleAmericanPayment(number),
    );
    expect(faultsOf(await written(exampleOrder([exampleBlock(payments)])))).toBe('');
  }, 300_000);

  it.each(BROKEN_ORDERS)('$schema an order with $what', async ({ order, code, message, schema: verdict }) => {
    const { findings } = await checkPaymentOrder(order, EXAMPLE_SETTINGS);
    expect(findings.map((finding) => finding.code)).toContain(code);
    const broken = message === 'written' ? await written(order) : sound.replaceAll(message[0], message[1]);
    expect(broken).not.toBe(sound);
    expect(faultsOf(broken) === '' ? 'accepts' : 'refuses').toBe(verdict);
    // What only the schema refuses, the writer does not write either.
    if (verdict === 'refuses') await expect(written(order)).rejects.toMatchObject({ name: 'SeatbackError' });
  });

  it.each(MESSAGE_LIMITS)(
    '$field: the schema accepts it at our limit and refuses it one beyond',
    async ({ orderWith, at, beyond }) => {
      const message = await written(orderWith(at));
      expect(faultsOf(message)).toBe('');
      // The writer refuses what is beyond, so the message is changed behind its back.
      const raw = message.replaceAll(`>${at}<`, `>${beyond}<`);
      expect(raw).not.toBe(message);
      expect(seenBySchema(raw)).toBe(true);
    },
  );

  it.each(slots)('$type: we and the schema agree on values at and beyond its limits', ({ type, slot, fit, unfit }) => {
    for (const value of fit)
      expect([value, fitsSchemaType(type, value), faultsOf(slot(sound, value))]).toEqual([value, true, '']);
    for (const value of unfit) {
      expect([value, fitsSchemaType(type, value), seenBySchema(slot(sound, value))]).toEqual([value, false, true]);
    }
  });

  it.each(slots)('$type: what fits by our table fits by the schema, for any text', ({ type, slot, fit }) => {
    /** A right value with a few characters exchanged; characters, not halves of them. */
    const near = fc
      .constantFrom(...fit.map((value) => [...value]))
      .chain((characters) =>
        fc
          .tuple(fc.nat({ max: characters.length }), fc.string({ maxLength: 2 }), fc.nat({ max: 2 }))
          .map(([place, put, dropped]) =>
            [...characters.slice(0, place), put, ...characters.slice(place + dropped)].join(''),
          ),
      );
    const exact = SCHEMA_TYPES[type].kind !== 'decimal';
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (value) => {
        const fits = fitsSchemaType(type, value);
        const accepted = !seenBySchema(slot(sound, escaped(value)));
        // Decimals are stricter with us: no sign, no blanks, no zeros that do not count.
        if (exact || fits) expect([value, accepted]).toEqual([value, fits]);
      }),
      { seed: 20_261_114, numRuns: 150 },
    );
  });

  it('a control sum may have 18 digits', async () => {
    const amount = Money.of('9999999999999999.99', 'USD');
    const order = exampleOrder([exampleBlock([examplePayment(1, { amount })])]);
    expect((await checkPaymentOrder(order, EXAMPLE_SETTINGS)).findings).toEqual([]);
    expect(faultsOf(await written(order))).toBe('');

    const one = examplePayment(2, { amount: Money.of('0.01', 'USD') });
    const beyond = exampleOrder([exampleBlock([examplePayment(1, { amount }), one])]);
    const { findings } = await checkPaymentOrder(beyond, EXAMPLE_SETTINGS);
    expect(findings.map(({ code, path }) => [code, path])).toEqual([
      ['CONTROL_SUM_FORMAT', 'blocks[0].totals.controlSum'],
      ['CONTROL_SUM_FORMAT', 'totals.controlSum'],
    ]);
    await expect(written(beyond)).rejects.toMatchObject({ code: 'PAYMENT_ORDER_UNWRITABLE' });
  });

  it('correspondents and reports may be as many as the schema has room for', async () => {
    const many: Partial<Payment> = {
      intermediaryAgents: [{ bic: 'SEATGB2L' }, { bic: 'SEATUS33' }, { bic: 'SEATFRPP' }],
      regulatoryReports: Array.from({ length: 10 }, () => ({ indicator: 'BOTH', type: 'PURPOSE' })),
    };
    const order = exampleOrder([exampleBlock([examplePayment(1, many)])]);
    expect((await checkPaymentOrder(order, EXAMPLE_SETTINGS)).findings).toEqual([]);
    expect(faultsOf(await written(order))).toBe('');
  });
});

async function errorsOf(order: PaymentOrder): Promise<string[]> {
  const { findings } = await checkPaymentOrder(order, EXAMPLE_SETTINGS);
  return findings.filter(({ severity }) => severity === 'error').map(({ code, path }) => `${code} ${path}`);
}

async function written(order: PaymentOrder): Promise<string> {
  return textOf(writePain001(order));
}

/** The schema writes exact counts twice and an optional part as zero to one. */
function inOurNotation(pattern: string): string {
  return pattern.replace(/\{(\d+),\1\}/g, '{$1}').replace('{0,1}', '?');
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
