import { z } from 'zod';

/** Answers of the Insights datasets and of the licence analytics (contract of Partner Center, section 7). */
const optionalText = z.string().nullish();

function valuesOf<T extends z.ZodType>(item: T) {
  return z.looseObject({ value: z.array(item).min(1) });
}

export const datasetsAnswer = z.looseObject({
  value: z.array(z.looseObject({ datasetName: z.string(), selectableColumns: z.array(z.string()) })),
});
export const queryCreated = valuesOf(z.looseObject({ queryId: z.string() }));
export const reportCreated = valuesOf(z.looseObject({ reportId: z.string() }));
export const executionAnswer = z.looseObject({
  value: z.array(z.looseObject({ executionStatus: optionalText, reportAccessSecureLink: optionalText })),
});

const deployment = z.looseObject({
  processedDateTime: optionalText,
  serviceCode: optionalText,
  customerTenantId: optionalText,
  productId: optionalText,
  productName: optionalText,
  licensesDeployed: optionalText,
  licensesSold: optionalText,
});
export type WireDeployment = z.output<typeof deployment>;
/** Written with a capital in the sample, unlike every other list. */
export const deploymentsPage = z.union([
  z.looseObject({ Value: z.array(deployment) }).transform(({ Value }) => Value),
  z.looseObject({ value: z.array(deployment) }).transform(({ value }) => value),
]);
