import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, listUnmapped, type FolderImport } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { customerId, ImportFiles, licenceLine } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const DEVICE = '5b04b78c-fd36-4cf3-a7a5-3457991c8b79';
const FIELD_SERVICE = '11111111-1111-4111-8111-111111111111';
const OFFICE = '22222222-2222-4222-8222-222222222222';

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(async () => {
  seatback.clock.moveTo(instant('2019-08-01T00:00:00Z'));
  await seatback.database.clear();
});
afterAll(() => seatbacks.end());

describe('a product that looks like the family and is not mapped', () => {
  it('is reported by the name that billing gives it, with whom it concerns', async () => {
    await imported(
      new ImportFiles().rows(
        'billing/D1.csv',
        { ...licenceLine(1, { DurableOfferID: FIELD_SERVICE }), OfferName: 'Dynamics 365 for Field Service' },
        { ...licenceLine(2, { DurableOfferID: FIELD_SERVICE }), OfferName: 'Dynamics 365 for Field Service' },
        { ...licenceLine(2, { DurableOfferID: OFFICE }), OfferName: 'Office 365 E3' },
      ),
    );
    expect(await unmapped()).toEqual([
      expect.objectContaining({
        namedBy: 'offer',
        id: FIELD_SERVICE,
        name: 'Dynamics 365 for Field Service',
        customers: 2,
        billingLines: 2,
        subscriptions: 0,
      }),
    ]);
  });

  it('is reported by its part number, and by an id of which no public page says more', async () => {
    await imported(
      new ImportFiles()
        .rows('seats.csv', seats('D365_FIELD_SERVICE'), seats('ENTERPRISEPACK'))
        .rows('subscriptions.csv', subscription(DEVICE), subscription('CFQ7TTC0LFN5:0001:CFQ7TTC0K971')),
    );
    expect((await unmapped()).map(({ namedBy, id, name }) => [namedBy, id, name])).toEqual([
      ['offer', DEVICE, 'Dynamics 365 Business Central Device'],
      ['offer', 'cfq7ttc0lfn5:0001', 'Dynamics 365 Sales Professional'],
      ['sku', 'd365_field_service', 'd365_field_service'],
    ]);
  });

  it('is reported no more when a file maps it, and was before', async () => {
    await imported(new ImportFiles().rows('subscriptions.csv', subscription(DEVICE)));
    const before = (await unmapped())[0]!;
    const { delivery } = await imported(
      new ImportFiles().rows('products.csv', {
        product: 'business-central-device',
        product_family: 'dynamics-365',
        sku_part_number: 'DYN365_BUSCENTRAL_DEVICE',
        offer_id: DEVICE,
      }),
    );
    expect(await unmapped()).toEqual([]);
    expect(await unmapped(delivery!.delivery - 1)).toEqual([before]);
    expect(await unmapped(0)).toEqual([]);
  });

  it('is reported for the days that the file leaves out', async () => {
    await imported(
      new ImportFiles().rows('subscriptions.csv', subscription(DEVICE)).rows('products.csv', {
        product: 'business-central-device',
        product_family: 'dynamics-365',
        sku_part_number: 'DYN365_BUSCENTRAL_DEVICE',
        offer_id: DEVICE,
        valid_from: '2019-06-02',
      }),
    );
    expect(await unmapped()).toMatchObject([{ id: DEVICE, firstOn: '2019-06-01' }]);
  });
});

it('what is built in is not reported', async () => {
  await imported(
    new ImportFiles().sale(1).rows('seats.csv', seats('D365_SALES_PRO_GOV'), seats('DYN365_BUSCENTRAL_TEAM_MEMBER')),
  );
  expect(await unmapped()).toEqual([]);
});

function seats(partNumber: string) {
  return {
    customer_id: customerId(1),
    sku_part_number: partNumber,
    assigned: 5,
    observed_at: '2019-06-30T20:00:00Z',
  };
}

function subscription(offerId: string) {
  return {
    customer_id: customerId(1),
    subscription_id: `of-${offerId}`,
    offer_id: offerId,
    is_trial: false,
    effective_start: '2019-06-01',
    observed_at: '2019-06-30T20:00:00Z',
  };
}

async function imported(files: ImportFiles): Promise<FolderImport> {
  const folder = seatbacks.newFolder();
  files.writeTo(folder);
  const result = await seatback.app.get(ImportFolder).execute(folder);
  expect(result.quarantined).toEqual([]);
  return result;
}

async function unmapped(delivery?: number) {
  return seatback.app.get(UnitOfWork).inSession((session) => listUnmapped(session, delivery));
}
