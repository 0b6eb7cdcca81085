import { describe, expect, it } from '@jest/globals';
import { german } from './de.js';
import { english } from './en.js';
import { swedish } from './sv.js';

const SPOKEN = {
  campaign: 'An offer',
  partner: 'Åström AB',
  amount: '',
  until: '',
  reasons: '',
  customer: 'Fourteen Acres',
  link: undefined,
};

describe('a mail about an answer', () => {
  it.each([
    [
      'English',
      english,
      'Your question was answered: An offer',
      'To Åström AB',
      'your question 7 about Fourteen Acres',
    ],
    ['German', german, 'Ihre Frage wurde beantwortet: An offer', 'An Åström AB', 'Ihre Frage 7 zu Fourteen Acres'],
    ['Swedish', swedish, 'Er fråga har besvarats: An offer', 'Till Åström AB', 'er fråga 7 om Fourteen Acres'],
  ] as const)('says in %s that there is one, and nothing of it', (_language, template, subject, to, about) => {
    const mail = template({ kind: 'question-answered', question: 7, customer: 'Fourteen Acres' }, SPOKEN);
    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain(to);
    expect(mail.text).toContain(about);
  });
});
