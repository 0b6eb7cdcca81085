import { InvalidArgumentError } from 'commander';
import { parseInstant, type Instant } from '../kernel/index.js';

export function instantOption(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined)
    throw new InvalidArgumentError('Expected an instant in ISO 8601 with offset, for example 2019-06-30T23:00:00Z.');
  return parsed;
}

export function numberOption(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

export const JSON_OPTION = ['--json', 'answer in JSON, for a program'] as const;
