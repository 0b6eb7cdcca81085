import { writeRegister, type World } from '../../demo/world/index.js';
import {
  LoopbackCredential,
  startPartnerCenter,
  type FaultPlan,
  type SimulatedPartnerCenter,
} from '../../demo/partner-center/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, missingReadings, PullPartnerCenter } from '../../src/ingest/index.js';
import { calendarDate, plusMillis, type Guid, type Instant } from '../../src/kernel/index.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { historyIn, type History } from './history.js';
import { NightClock } from './night-clock.js';
import { FIRST_NIGHT, SECOND_NIGHT, THIRD_NIGHT } from './small-world.js';
import { standingIn } from './standing.js';

export const PAGE_SIZES = { customers: 2, invoices: 2, lines: 5 };
export const FILES_OF_EXPORT = 2;
/** Billing periods from here on are read from Graph's export, where billing is new commerce. */
export const EXPORTED_FROM = calendarDate('2019-05-01');
/** For how long a pull goes on asking for what fails. */
const PATIENCE_MS = 2 * 3_600_000;

export interface Night {
  readonly history: History;
  /** Customers whose seats of the second night are unknown. */
  readonly unread: readonly Guid[];
  readonly elapsedMs: number;
  readonly calls: number;
}

/** Two nights of a world, the second one with whatever trouble a plan makes. */
export class Nights {
  readonly #world: World;
  readonly #seatbacks = new Seatbacks();
  #center!: SimulatedPartnerCenter;
  #seatback!: TestSeatback;
  #register!: string;
  #clock!: NightClock;

  private constructor(world: World) {
    this.#world = world;
  }

  static async of(world: World): Promise<Nights> {
    const nights = new Nights(world);
    await nights.#start();
    return nights;
  }

  async end(): Promise<void> {
    await this.#seatbacks.end();
    await this.#center.close();
  }

  async live(plan: FaultPlan | undefined, world = this.#world): Promise<Night> {
    await this.#liveFirst(world);
    this.#newNight(SECOND_NIGHT);
    this.#center.suffer(plan, this.#clock.nowMs, this.#clock.stall);
    const before = this.#center.requestCount();
    await this.#pull(SECOND_NIGHT);
    return this.#night(before);
  }

  /** One more night after those that were lived, without trouble. @returns what is known then */
  async liveNext(): Promise<Record<string, readonly string[]>> {
    this.#newNight(THIRD_NIGHT);
    this.#center.suffer(undefined);
    await this.#pull(THIRD_NIGHT);
    return this.#seatback.app.get(UnitOfWork).inSession(standingIn);
  }

  /** The first night alone. */
  async liveFirst(): Promise<Night> {
    await this.#liveFirst(this.#world);
    return this.#night(this.#center.requestCount());
  }

  async #liveFirst(world: World): Promise<void> {
    await this.#serve(world);
    await this.#seatback.database.clear();
    this.#newNight(FIRST_NIGHT);
    this.#center.suffer(undefined);
    await this.#seatback.app.get(ImportFolder).execute(this.#register);
    await this.#pull(FIRST_NIGHT);
  }

  async #night(callsBefore: number): Promise<Night> {
    const wanted = { at: this.#seatback.clock.now(), from: SECOND_NIGHT, heardSince: calendarDate('2019-01-01') };
    return this.#seatback.app.get(UnitOfWork).inSession(async (session) => ({
      history: await historyIn(session, SECOND_NIGHT),
      unread: (await missingReadings(session, wanted)).map(({ customerId }) => customerId).sort(),
      elapsedMs: this.#clock.nowMs(),
      calls: this.#center.requestCount() - callsBefore,
    }));
  }

  async #pull(dueAt: Instant): Promise<void> {
    this.#center.moveTo(dueAt);
    await this.#seatback.app.get(PullPartnerCenter).execute({ dueAt });
  }

  #newNight(at: Instant): void {
    this.#seatback.clock.moveTo(at);
    this.#clock = new NightClock((elapsedMs) => {
      this.#seatback.clock.moveTo(plusMillis(at, Math.round(elapsedMs)));
    });
  }

  #served: World | undefined;
  async #serve(world: World): Promise<void> {
    if (this.#served === world) return;
    this.#served = world;
    const port = Number(new URL(this.#center.baseUrl).port);
    await this.#center.close();
    this.#center = await startPartnerCenter(world, {
      startAt: FIRST_NIGHT,
      pageSizes: PAGE_SIZES,
      graph: { files: FILES_OF_EXPORT },
      port,
    });
  }

  async #start(): Promise<void> {
    this.#center = await startPartnerCenter(this.#world, {
      startAt: FIRST_NIGHT,
      pageSizes: PAGE_SIZES,
      graph: { files: FILES_OF_EXPORT },
    });
    this.#served = this.#world;
    this.#seatback = await this.#seatbacks.start({
      partnerCenter: {
        partnerCenter: {
          url: this.#center.baseUrl,
          tenantId: undefined,
          clientId: undefined,
          clientSecret: undefined,
          certificatePath: undefined,
          requestsPerMinute: 100_000,
          patienceMs: PATIENCE_MS,
        },
        graphBilling: { url: this.#center.graphUrl, servesFrom: EXPORTED_FROM },
        credential: new LoopbackCredential(this.#center),
        sleep: (ms) => this.#clock.sleep(ms),
        timing: {
          nowMs: () => this.#clock.nowMs(),
          within: (ms, call) => this.#clock.within(ms, call),
        },
      },
    });
    this.#register = this.#seatbacks.newFolder();
    await writeRegister({ ...this.#world, partners: [], customers: [] }, this.#register);
  }
}
