import { z } from 'zod';
import { parseInstant } from '../../../kernel/index.js';
import { askedWorksAnswer } from '../../answers/asked-work-answers.js';
import { named } from '../../answers/values.js';
import { campaignParameters, type ApiRoute } from '../routes.js';
import { ACTS, NO_CAMPAIGN } from './finance-routes.js';

const CAMPAIGN = '/api/v1/campaigns/:campaignId';
/** Years that are none, and more digits than an instant has, are of the form alone. */
const at = z.iso
  .datetime({ offset: true })
  .refine((text) => parseInstant(text) !== undefined, 'an instant, with up to nine decimals of a second');

export const askedRestatementBody = named(
  'AskedRestatement',
  z.strictObject({
    knownAt: at.optional().describe('See only what was recorded until then; all that is known, where it is left out'),
  }),
);
export const askedCalculationBody = named(
  'AskedCalculation',
  z.strictObject({
    snapshotAt: at
      .optional()
      .describe('An instant inside the window, for an estimate as if it had ended then; its end, where it is left out'),
    knownAt: askedRestatementBody.shape.knownAt,
  }),
);

const ask = { method: 'POST', parameters: campaignParameters, answer: askedWorksAnswer } as const;

/** What takes longer than a request waits, for programs: asked for, and looked at how far it is. */
export const ASKED_WORK_ROUTES = {
  askedWork: {
    operationId: 'askedWork',
    path: `${CAMPAIGN}/asked-work`,
    summary: 'What was asked for, and how far a worker is with it: the latest twenty',
    parameters: campaignParameters,
    isTagged: true,
    answer: askedWorksAnswer,
    problems: NO_CAMPAIGN,
  },
  calculation: {
    ...ask,
    operationId: 'askForCalculation',
    path: `${CAMPAIGN}/calculation`,
    summary: 'Have the campaign calculated by a worker; takes the role finance-maker',
    body: askedCalculationBody,
    problems: { ...NO_CAMPAIGN, ...ACTS },
  },
  restatement: {
    ...ask,
    operationId: 'askForRestatement',
    path: `${CAMPAIGN}/restatement`,
    summary: 'Have the posted campaign restated, by a worker; takes the role finance-maker',
    body: askedRestatementBody,
    problems: { ...NO_CAMPAIGN, ...ACTS },
  },
  statements: {
    ...ask,
    operationId: 'askForStatements',
    path: `${CAMPAIGN}/statements`,
    summary:
      'Have statements of the posted run given out to all partners, by a worker; takes the role finance-maker or finance-checker',
    problems: { ...NO_CAMPAIGN, ...ACTS },
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
