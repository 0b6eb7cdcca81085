import { z } from 'zod';
import { CALENDAR_NAMES } from '../kernel/index.js';
import { country, day, days, term, text, words } from './term-values.js';

/** What offers ask of partners beside their sales: to register, to claim, and in what time each is answered. */

/** A registration for the offer, received on one of these days, that accepts the terms which the offer has of its own. */
export const registration = term(
  z.strictObject({
    days,
    /** What the offer calls the wording of its terms; a registration accepts that one and no other. */
    terms: text,
    needs: z.array(words('agreement number')).optional(),
  }),
);

/** A claim for the customer, received on one of these days with all that it needs. */
export const claim = term(
  z.strictObject({
    days,
    needs: z.array(
      words('mpn id', 'subscription id', 'agreement number', 'customer name', 'distributor name', 'invoice file'),
    ),
  }),
);

/** Days of business, after that of the receipt, within which a claim is answered. */
export const claimValidation = term(
  z.strictObject({ businessDays: z.int().min(1).max(90), calendar: z.enum(CALENDAR_NAMES) }),
);

/** Days after a rejection within which a partner may appeal, once. */
export const appeal = term(z.strictObject({ days: z.int().min(1).max(365) }));

/** Days for which a document of a claim is kept from the instant at which it is given. */
export const documentRetention = term(z.strictObject({ days: z.int().min(365).max(36_500) }));

/** So many days after the window products can still be returned, by the country of the partner that sold them. */
export const returnPolicy = term(
  z
    .array(
      z.strictObject({
        countries: z.array(country).min(1),
        days: z.int().min(0).max(1000),
        /** The first day on which the policy was in force; since ever, where it is left out. */
        from: day.optional(),
      }),
    )
    .min(1),
);

/** A day, or so many days after another one. */
export const payBy = term(
  z.union([
    day,
    z.strictObject({
      days: z.int().min(1).max(365),
      after: words('the calculation date', 'the confirmation of a claim'),
    }),
  ]),
);
