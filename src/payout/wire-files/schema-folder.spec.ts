import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleBlock, exampleOrder, examplePayment } from '../instructions/examples/payment-orders.js';
import { writePain001, type PaymentOrder } from '../instructions/index.js';
import { openSchema } from './schema-folder.js';

const MESSAGE = 'pain.001.001.09';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'schemas-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A schema of our own that wants what the official one wants of counts, and text of a name without digits. */
function schemaOf(name: string): string {
  const any = '<xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/>';
  return `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:iso:std:iso:20022:tech:xsd:${MESSAGE}"
      targetNamespace="urn:iso:std:iso:20022:tech:xsd:${MESSAGE}" elementFormDefault="qualified">
    <xs:element name="Document"><xs:complexType><xs:sequence><xs:element name="CstmrCdtTrfInitn"><xs:complexType><xs:sequence>
      <xs:element name="GrpHdr"><xs:complexType><xs:sequence>${any}</xs:sequence></xs:complexType></xs:element>
      <xs:element name="PmtInf" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="PmtInfId" type="xs:string"/>${[
          'PmtMtd',
          'BtchBookg',
          'NbOfTxs',
          'CtrlSum',
          'PmtTpInf',
          'ReqdExctnDt',
          'Dbtr',
          'DbtrAcct',
          'DbtrAgt',
          'ChrgBr',
        ]
          .map(
            (each) =>
              `<xs:element name="${each}" minOccurs="0"><xs:complexType mixed="true"><xs:sequence>${any}</xs:sequence></xs:complexType></xs:element>`,
          )
          .join('')}
        <xs:element name="CdtTrfTxInf" maxOccurs="unbounded"><xs:complexType><xs:sequence>
          <xs:element name="PmtId"><xs:complexType><xs:sequence><xs:element name="InstrId"><xs:simpleType>
            <xs:restriction base="xs:string"><xs:pattern value="${name}"/></xs:restriction></xs:simpleType></xs:element>${any}</xs:sequence></xs:complexType></xs:element>
          ${any}</xs:sequence></xs:complexType></xs:element>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element></xs:schema>`;
}

async function applied(order: PaymentOrder, pattern: string): Promise<string> {
  writeFileSync(join(folder, `${MESSAGE}.xsd`), schemaOf(pattern));
  using schema = await openSchema(folder, MESSAGE);
  let text = '';
  for await (const piece of schema.applied(writePain001(order))) text += piece;
  return text;
}

const orderOf = (...counts: number[]): PaymentOrder => {
  let number = 0;
  return exampleOrder(
    counts.map((count, index) => ({
      ...exampleBlock(Array.from({ length: count }, () => examplePayment((number += 1)))),
      paymentInformationId: `BLOCK-${String(index)}`,
    })),
  );
};

describe('a schema of the operator', () => {
  it('lets a file pass that it accepts, unchanged, however its payments fall into slices', async () => {
    for (const counts of [[1], [499], [500], [501], [1000], [3, 500, 1001]]) {
      const order = orderOf(...counts);
      let plain = '';
      for await (const piece of writePain001(order)) plain += piece;
      expect(await applied(order, '.+')).toBe(plain);
    }
  });

  it.each([1, 500, 501, 1300])('sees the fault of payment %i in a file of 1,300 in two blocks', async (number) => {
    const order = orderOf(700, 600);
    const { instructionId } = examplePayment(number);
    const refusal = await applied(order, patternWithout(order, instructionId)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'SCHEMA_REFUSED' });
  });

  it('never shows an account number that it refuses', async () => {
    const wide = orderOf(1);
    const [block] = wide.blocks;
    const payments = [{ ...examplePayment(1), instructionId: 'DE89370400440532013000' }];
    const order = exampleOrder([{ ...block!, payments }]);
    const refusal = await applied(order, 'X').catch((error: unknown) => String(error));
    expect(refusal).toContain('****3000');
    expect(refusal).not.toContain('37040044');
  });

  it('is named where it is missing or no schema', async () => {
    await expect(openSchema(folder, 'pain.008.001.08')).rejects.toMatchObject({
      code: 'SCHEMA_MISSING',
      report: { expected: join(folder, 'pain.008.001.08.xsd') },
    });
    writeFileSync(join(folder, 'x.xsd'), '<nothing');
    await expect(openSchema(folder, 'x')).rejects.toMatchObject({ code: 'SCHEMA_UNUSABLE' });
  });
});

/** All instruction ids of the order but one. */
function patternWithout(order: PaymentOrder, left: string): string {
  const ids = order.blocks.flatMap(({ payments }) => [...(payments as Iterable<{ instructionId: string }>)]);
  return ids.flatMap(({ instructionId }) => (instructionId === left ? [] : [instructionId])).join('|');
}
