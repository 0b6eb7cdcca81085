import { createHash } from 'node:crypto';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { productAccountChecks, productInstructions, productKernel, productWireFiles } from '../product.ts';
import { orderOf, PAYER, plainPayments } from './payments.ts';
import { loadIso20022Js, loadSepa } from './peer-libraries.ts';

/**
 * Writes a file of so many payments by the writer named first, in a process of its own, and says how long it took and
 * how much memory at most. Loading the library is not counted; making the payments is, for each of them.
 */
const [writer = '', count = '', seed = '', file = ''] = process.argv.slice(2);

/** The most that was held, when all payments had gone by: by then the garbage is taken away, which is not memory of ours. */
let heldBytes = 0;
function holdAgainst(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  heldBytes = Math.max(heldBytes, heapUsed + external);
}

/** Checked first, then written piece by piece, with the hash that an approval is bound to. */
async function ours(schemaFolder?: string): Promise<void> {
  const { checkPaymentOrder, writePain001 } = await productInstructions();
  const { calendarDate, MONDAY_TO_FRIDAY } = await productKernel();
  const order = await orderOf(Number(count), Number(seed), holdAgainst);
  const { errors } = await checkPaymentOrder(order, { today: calendarDate('2026-11-16'), calendar: MONDAY_TO_FRIDAY });
  if (errors > 0) throw new Error(`The order has ${String(errors)} errors.`);
  const hash = createHash('sha256');
  const opened = openSync(file, 'w');
  const text = writePain001(order);
  using schema =
    schemaFolder === undefined
      ? undefined
      : await (await productWireFiles()).openSchema(schemaFolder, 'pain.001.001.09');
  for await (const piece of schema?.applied(text) ?? text) {
    const bytes = Buffer.from(piece, 'utf8');
    hash.update(bytes);
    writeSync(opened, bytes);
  }
  closeSync(opened);
  hash.digest('hex');
}

/** Writes no purpose and no UETR; checks that an IBAN was given, and leaves it at that. */
async function iso20022Js(): Promise<void> {
  const { ISO20022 } = await loadIso20022Js();
  const accounts = await productAccountChecks();
  const sender = new ISO20022({
    initiatingParty: {
      name: PAYER.name,
      id: '4711',
      account: { iban: accounts.ibanOf('DE', '999999990648489890') },
      agent: { bic: PAYER.bic, bankAddress: { country: 'DE' } },
    },
  });
  const instructions = [...plainPayments(Number(count), Number(seed), accounts)].map((plain) => ({
    type: 'swift' as const,
    direction: 'credit' as const,
    id: plain.id,
    // Amounts are whole cents there.
    amount: Math.round(Number(plain.amount) * 100),
    currency: 'EUR' as const,
    creditor: {
      name: plain.name,
      account: { iban: plain.iban },
      agent: { bic: plain.bic, bankAddress: { country: 'DE' as const } },
      address: {
        streetName: plain.street,
        buildingNumber: plain.building,
        postalCode: plain.postcode,
        townName: plain.town,
        country: 'DE' as const,
      },
    },
    remittanceInformation: plain.remittance,
  }));
  writeFileSync(file, sender.createSWIFTCreditPaymentInitiation(instructions).serialize());
}

/** Writes no address of the payee, no purpose and no UETR; checks IBANs. */
async function sepaJs(): Promise<void> {
  const { default: SEPA } = await loadSepa();
  const accounts = await productAccountChecks();
  const document = new SEPA.Document('pain.001.001.09');
  document.grpHdr.id = 'SB-BENCH';
  document.grpHdr.created = new Date('2026-11-16T09:30:00Z');
  document.grpHdr.initiatorName = PAYER.name;
  const info = document.createPaymentInfo();
  info.requestedExecutionDate = new Date('2026-11-18T00:00:00Z');
  info.debtorIBAN = accounts.ibanOf('DE', '999999990648489890');
  info.debtorBIC = PAYER.bic;
  info.debtorName = PAYER.name;
  document.addPaymentInfo(info);
  for (const plain of plainPayments(Number(count), Number(seed), accounts)) {
    const payment = info.createTransaction();
    payment.creditorName = plain.name;
    payment.creditorIBAN = plain.iban;
    payment.creditorBIC = plain.bic;
    payment.amount = Number(plain.amount);
    payment.remittanceInfo = plain.remittance;
    payment.end2endId = plain.id;
    info.addTransaction(payment);
  }
  writeFileSync(file, document.toString());
}

const WRITERS: Readonly<Record<string, () => Promise<void>>> = {
  ours,
  'ours-with-schema': () => ours(process.env['SEATBACK_SCHEMA_FOLDER']),
  'iso20022.js': iso20022Js,
  sepa: sepaJs,
};
const LOADED: Readonly<Record<string, () => Promise<unknown>>> = {
  'iso20022.js': loadIso20022Js,
  sepa: loadSepa,
};

const write = WRITERS[writer];
if (write === undefined) throw new Error(`There is no writer ${writer}.`);
await Promise.all([productInstructions(), productAccountChecks(), productWireFiles(), LOADED[writer]?.()]);
const startedMs = performance.now();
await write();
const seconds = (performance.now() - startedMs) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, heldBytes, peakBytes: process.resourceUsage().maxRSS * 1024 })}\n`);
