import type { z } from 'zod';

const KINDS: Readonly<Partial<Record<string, string>>> = {
  object: 'a value with its parts',
  record: 'a value with its parts',
  array: 'a list',
  string: 'a text',
  number: 'a whole number',
  int: 'a whole number',
};

/** What was expected, in our words: those of the library name its own types. A schema's own message says more and stays. */
export function wordedIssue(issue: z.core.$ZodIssue): string {
  const { code, message } = issue;
  if (code === 'unrecognized_keys') return 'only parts that are known';
  if (!/^(Invalid|Too small|Too big)/.test(message)) return message;
  if (code === 'invalid_type') return KINDS[issue.expected] ?? `a ${issue.expected}`;
  if (code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(' or ');
  if (code === 'too_small') return atLeast(issue.origin, String(issue.minimum));
  if (code === 'too_big') return atMost(issue.origin, String(issue.maximum));
  return message;
}

function atLeast(origin: string, minimum: string): string {
  if (origin === 'string')
    return minimum === '1' ? 'a text that is not empty' : `a text of at least ${minimum} characters`;
  if (origin === 'array')
    return minimum === '1' ? 'a list with an entry at least' : `a list of at least ${minimum} entries`;
  return `a whole number, ${minimum} or more`;
}

function atMost(origin: string, maximum: string): string {
  if (origin === 'string') return `a text of at most ${maximum} characters`;
  if (origin === 'array') return `a list of at most ${maximum} entries`;
  return `a whole number, ${maximum} or less`;
}
