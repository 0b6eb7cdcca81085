import { describe, expect, it } from '@jest/globals';
import { remarksOn } from '../../../test/builders/campaign-remarks.js';
import { aCampaign, type SpokenTerms } from '../../../test/campaign-builder.js';
import { notHeldAgainstRegister, type RegisterWords } from './register-words.js';

const REGISTER: RegisterWords = {
  standings: {
    membership: ['mpn'],
    agreement: ['microsoft-cloud-reseller-agreement'],
    competency: ['cloud-platform', 'isv'],
    enrolment: ['csp-indirect-reseller'],
    exclusion: ['msft-managed'],
  },
  levels: ['gold', 'silver'],
  segments: ['ENTERPRISE', 'SMB'],
};
const EXCLUSION = { name: 'msft-managed', days: { from: '2019-01-01', to: '2019-06-30' } };

describe('words that no register bears', () => {
  it.each<[what: string, terms: SpokenTerms, term: string, line: string, message: string]>([
    [
      'a membership in other letters',
      { membership: 'MPN' },
      'membership',
      'membership:',
      'no partner on record has the membership "MPN"; "mpn" is known',
    ],
    [
      'an agreement that is called quite otherwise',
      { agreement: 'CRA' },
      'agreement',
      'agreement:',
      'no partner on record has the agreement "CRA"; known is "microsoft-cloud-reseller-agreement"',
    ],
    [
      'an enrolment by a slip of the pen',
      { enrolment: 'csp-indirect-reseler' },
      'enrolment',
      'enrolment:',
      'no partner on record has the enrolment "csp-indirect-reseler"; "csp-indirect-reseller" is known',
    ],
    [
      'an exclusion that keeps nobody out',
      { exclusion: { ...EXCLUSION, name: 'msft-manged' } },
      'exclusion / name',
      'name: msft-manged',
      'NOBODY IS EXCLUDED: no partner on record was ever in "msft-manged"; "msft-managed" is known',
    ],
    [
      'one competency of several',
      { competencies: { levels: ['gold'], names: [{ name: 'isv' }, { name: 'devops' }] } },
      'competencies / names / 1',
      '- name: devops',
      'no partner on record has the competency "devops"; known are "cloud-platform", "isv"',
    ],
    [
      'a level',
      { competencies: { levels: ['Gold'], names: [{ name: 'isv' }] } },
      'competencies / levels / 0',
      '- Gold',
      'no partner on record has a competency of level "Gold"; "gold" is known',
    ],
    [
      'a segment',
      { segments: ['SMB', 'smb'] },
      'segments / 1',
      '- smb',
      'no customer on record is in the segment "smb"; "SMB" is known',
    ],
  ])('%s', (_, terms, term, line, message) => {
    expect(remarksOn(terms, undefined, {}, REGISTER)).toEqual([['warning', term, line, message]]);
  });

  it('are none where each is borne by somebody', () => {
    expect(remarksOn({ exclusion: EXCLUSION }, undefined, {}, REGISTER)).toEqual([]);
  });

  it('are told of a kind that nobody bears at all', () => {
    const withoutExclusions = { ...REGISTER, standings: { ...REGISTER.standings, exclusion: [] } };
    expect(remarksOn({ exclusion: EXCLUSION }, undefined, {}, withoutExclusions)).toEqual([
      [
        'warning',
        'exclusion / name',
        'name: msft-managed',
        'NOBODY IS EXCLUDED: no partner on record was ever in "msft-managed"; there is none of this kind at all',
      ],
    ]);
  });

  it('cannot be told before anything was imported, and that is said', () => {
    const nothing: RegisterWords = { standings: undefined, levels: [], segments: undefined };
    expect(remarksOn({ membership: 'MPN', segments: ['smb'] }, undefined, {}, nothing)).toEqual([]);
    expect(notHeldAgainstRegister(aCampaign().terms, nothing)).toEqual([
      'names of standings: no partner_standings.csv was imported yet',
      'segments: no customers.csv with segments was imported yet',
    ]);
    expect(notHeldAgainstRegister(aCampaign({ segments: undefined }).terms, { ...nothing, standings: {} })).toEqual([]);
  });
});
