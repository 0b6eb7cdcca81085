/** Puts the lines of the world into invoices, and the invoices into deliveries: some come twice, the later one superseding. */
import { faultyLine } from './billing-lines.js';
import type { DraftCatalogue } from './catalogue-rows.js';
import type { DraftCustomer } from './customer-rows.js';
import { isWithoutPartner, type DraftInvoice, type DraftLine, type World } from './world.js';

export function addInvoices(world: World, catalogue: DraftCatalogue, customers: readonly DraftCustomer[]): void {
  const lines = world.random.shuffled(customers.flatMap((customer) => customer.lines));
  const ofKind = (kind: 'legacy' | 'new-commerce'): DraftLine[] => lines.filter((line) => line.offer.kind === kind);
  // Names of the two kinds never meet: what an invoice of both would be, the contract does not say.
  addInvoicesOfKind(world, catalogue, customers, ofKind('legacy'), (number) => ({
    name: `D0300${number}`,
    kind: 'legacy',
  }));
  addInvoicesOfKind(world, catalogue, customers, ofKind('new-commerce'), (number) => ({
    name: `G0007${number}`,
    kind: 'new-commerce',
  }));
}

function addInvoicesOfKind(
  world: World,
  catalogue: DraftCatalogue,
  customers: readonly DraftCustomer[],
  lines: readonly DraftLine[],
  named: (number: number) => { name: string; kind: 'legacy' | 'new-commerce' },
): void {
  const { random } = world;
  const count = random.integer(1, 4);
  for (let number = 1; number <= count; number++) {
    const { name, kind } = named(100 * random.integer(1, 9) + number);
    const own = lines.filter((_, place) => place % count === number - 1);
    if (own.length === 0) continue;
    const faulty = random.chance(0.3) ? faultyLinesFor(world, catalogue, customers, kind) : [];

    const last = world.deliveries.length - 1;
    const comesTwice = last > 0 && random.chance(0.3);
    const delivery = comesTwice ? random.integer(1, last) : world.anyDelivery();
    add(world, delivery, kind, name, own, faulty);
    if (comesTwice) {
      world.situations.add('an invoice that a later delivery supersedes');
      add(world, random.integer(0, delivery - 1), kind, name, otherwise(world, own, customers), []);
    }
  }
}

function add(
  world: World,
  delivery: number,
  kind: 'legacy' | 'new-commerce',
  name: string,
  lines: readonly DraftLine[],
  faulty: readonly DraftLine[],
): void {
  const { random } = world;
  const { allReadable } = world.deliveries[delivery]!;
  const delivered = allReadable ? lines : [...lines, ...faulty];
  let form: DraftInvoice['form'] =
    kind === 'legacy' ? 'legacy CSV' : random.pick(['CSV', 'CSV', 'JSON lines', 'JSON lines']);
  // Both forms say the same, so that only the quarantine shows which of them came second.
  if (kind === 'new-commerce' && !allReadable && faulty.length === 0 && random.chance(0.08))
    form = 'CSV and JSON lines';
  world.situations.add(form === 'CSV and JSON lines' ? 'one invoice in two forms' : `an invoice as ${form}`);
  world.deliveries[delivery]!.invoices.push({ name, form, lines: random.shuffled(delivered) });
}

function faultyLinesFor(
  world: World,
  catalogue: DraftCatalogue,
  customers: readonly DraftCustomer[],
  kind: 'legacy' | 'new-commerce',
): DraftLine[] {
  return Array.from({ length: world.random.integer(1, 3) }, () => {
    const customer = world.random.pick(customers);
    return faultyLine(world, catalogue, customer.customerId, world.random.pick(customer.partnerIds), kind);
  }).filter((line) => line !== undefined);
}

/** The same invoice as an earlier delivery had it: lines missing, other seats, another partner, at least one line. */
function otherwise(world: World, lines: readonly DraftLine[], customers: readonly DraftCustomer[]): DraftLine[] {
  const { random } = world;
  const kept = lines.filter((_, place) => place === 0 || random.chance(0.75));
  return kept.map((line) => {
    if (random.chance(0.2) && /^\d+$/.test(line.quantity))
      return { ...line, quantity: String(Number(line.quantity) + random.integer(1, 5)) };
    if (random.chance(0.1) && !isWithoutPartner(line.partner))
      return { ...line, partner: random.pick(random.pick(customers).partnerIds) };
    return line;
  });
}
