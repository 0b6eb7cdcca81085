import { describe, expect, it } from '@jest/globals';
import { instant } from '../../kernel/index.js';
import type { Notice } from '../notice.js';
import { german } from './de.js';
import { english } from './en.js';
import { swedish } from './sv.js';
import type { Template } from './template.js';

const REJECTED = {
  kind: 'claim-rejected',
  claimId: 'C-7',
  reasons: [],
  appealBy: instant('2019-08-01T22:00:00Z'),
  timeZone: 'Europe/Berlin',
} as const;

function mail(template: Template, notice: Notice, until = 'den 1 augusti 2019'): string {
  const { subject, text } = template(notice, {
    campaign: 'An offer',
    partner: 'Åström AB',
    amount: '',
    until,
    reasons: 'A reason.',
    customer: '',
    link: undefined,
  });
  return `${subject}\n${text}`;
}

describe('mails about a claim', () => {
  it.each([
    ['English', english, 'provisional', 'found valid', 'was rejected. A reason.', 'appeal once, before', 'is final'],
    [
      'German',
      german,
      'vorläufig',
      'ist gültig',
      'wurde abgelehnt. A reason.',
      'einmal Einspruch einlegen, vor',
      'ist endgültig',
    ],
    [
      'Swedish',
      swedish,
      'preliminär',
      'är giltigt',
      'har avvisats. A reason.',
      'överklaga en gång, före',
      'är slutgiltigt',
    ],
  ] as const)('say in %s what became of it, why, and until when what can be done', (_, template, ...words) => {
    const [receipt, valid, rejected, appeal, final] = words;
    const received = {
      kind: 'claim-received',
      claimId: 'C-7',
      answerBy: instant('2019-07-21T22:00:00Z'),
      timeZone: 'Europe/Berlin',
    } as const;
    for (const [notice, word] of [
      [received, receipt],
      [received, 'den 1 augusti 2019'],
      [{ kind: 'claim-valid', claimId: 'C-7' }, valid],
      [REJECTED, rejected],
      [REJECTED, appeal],
    ] as const) {
      const text = mail(template, notice);
      expect(text).toContain(word);
      for (const each of ['C-7', 'An offer', 'Åström AB']) expect(text).toContain(each);
    }
    expect(mail(template, { ...REJECTED, appealBy: null }, '')).toContain(final);
  });
});
