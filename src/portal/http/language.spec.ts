import { describe, expect, it } from '@jest/globals';
import { chosenLanguage } from './language.js';

const NOTHING = { asked: undefined, registered: null, accepted: undefined } as const;

describe('the language of a partner’s page', () => {
  it('is what the reader chose, before anything else', () => {
    expect(chosenLanguage({ asked: 'sv', registered: 'de-AT', accepted: 'en' })).toEqual({
      language: 'sv',
      isChosen: true,
    });
  });

  it('is else that of the register, where we write it', () => {
    expect(chosenLanguage({ ...NOTHING, registered: 'de-AT', accepted: 'sv' }).language).toBe('de');
    expect(chosenLanguage({ ...NOTHING, registered: 'sv_SE' }).language).toBe('sv');
    expect(chosenLanguage({ ...NOTHING, registered: 'fr-FR', accepted: 'sv' }).language).toBe('sv');
  });

  it('is else what the browser prefers among those that we write', () => {
    const accepted = (header: string) => chosenLanguage({ ...NOTHING, accepted: header }).language;
    expect(accepted('fr-FR, de;q=0.8, sv;q=0.9')).toBe('sv');
    expect(accepted('de-CH')).toBe('de');
    expect(accepted('sv;q=0, de;q=0.1')).toBe('de');
    expect(accepted('sv;q=nonsense, de;q=0.1')).toBe('de');
    expect(accepted('*')).toBe('en');
    expect(accepted('')).toBe('en');
  });

  it('is English where nobody says anything, and counts as nobody’s choice', () => {
    expect(chosenLanguage(NOTHING)).toEqual({ language: 'en', isChosen: false });
  });
});
