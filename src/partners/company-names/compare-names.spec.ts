import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareNames } from './compare-names.js';

const outcome = (registered: string, account: string, country?: string) =>
  compareNames(registered, account, country).outcome;

describe('two names are one company’s', () => {
  it.each<[string, string, string?]>([
    ['Harbour Cloud Ltd', 'HARBOUR CLOUD LIMITED'],
    ['Harbour Cloud Ltd', 'Harbour Cloud Ltd.'],
    ['Harbour Cloud Ltd', 'Harbour  Cloud'],
    ['Harbour Cloud Pty Ltd', 'Harbour Cloud Pty. Limited'],
    ['Harbour Cloud Pte. Ltd.', 'HARBOUR CLOUD PRIVATE LIMITED'],
    ['Hafen Cloud GmbH', 'Hafen Cloud G.m.b.H.', 'DE'],
    ['Hafen Cloud GmbH', 'Hafen Cloud Gesellschaft mit beschränkter Haftung', 'DE'],
    ['Hafen Cloud GmbH & Co. KG', 'HAFEN CLOUD GMBH + CO KG', 'DE'],
    ['Hafen Cloud UG (haftungsbeschränkt)', 'Hafen Cloud UG haftungsbeschraenkt', 'DE'],
    ['Müller & Söhne GmbH', 'Mueller und Soehne GmbH', 'DE'],
    ['Müller & Söhne GmbH', 'MULLER + SOHNE GMBH', 'DE'],
    ['Sjöbo Moln AB', 'SJOBO MOLN AKTIEBOLAG', 'SE'],
    ['Sjöbo Moln AB', 'Sjoebo Moln AB', 'SE'],
    ['AB Sjöbo Moln', 'Sjöbo Moln AB', 'SE'],
    ['Nordlys Sky A/S', 'Nordlys Sky AS', 'DK'],
    ['Nordlys Sky ApS', 'NORDLYS SKY ANPARTSSELSKAB', 'DK'],
    ['Tähti Pilvi Oy', 'TAHTI PILVI OSAKEYHTIÖ', 'FI'],
    ['Nuage du Port SARL', 'Nuage du Port S.à r.l.', 'FR'],
    ['Nuage du Port SARL', 'SARL NUAGE DU PORT S.A.R.L.', 'FR'],
    ['Nuage & Fils SAS', 'Nuage et Fils S.A.S.', 'FR'],
    ['Nuvola del Porto S.p.A.', 'NUVOLA DEL PORTO SPA', 'IT'],
    ['Nuvola del Porto S.r.l.', 'Nuvola del Porto Società a responsabilità limitata', 'IT'],
    ['Nube y Puerto S.L.', 'NUBE Y PUERTO SL', 'ES'],
    ['Nube Puerto S.A. de C.V.', 'Nube Puerto SA DE CV', 'MX'],
    ['Nube Puerto S. de R.L. de C.V.', 'NUBE PUERTO S DE RL DE CV', 'MX'],
    ['Nuvem Lda.', 'Nuvem, Limitada', 'PT'],
    ['Wolke B.V.', 'WOLKE BV', 'NL'],
    ['Chmura Port Sp. z o.o.', 'CHMURA PORT SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ', 'PL'],
    ['Oblak Přístav s.r.o.', 'OBLAK PRISTAV S.R.O.', 'CZ'],
    ['Felhő Kft.', 'FELHO KFT', 'HU'],
    ['Oblak d.o.o.', 'OBLAK DOO', 'HR'],
    ['Bulut Liman A.Ş.', 'BULUT LIMAN ANONİM ŞİRKETİ', 'TR'],
    ['Minato Cloud K.K.', 'Minato Cloud Kabushiki Kaisha', 'JP'],
    ['Minato Cloud K.K.', 'Minato Cloud 株式会社', 'JP'],
    ['株式会社港クラウド', '港クラウド株式会社', 'JP'],
    ['港口云有限公司', '港口云股份有限公司', 'CN'],
    ['PT Awan Pelabuhan Tbk', 'Awan Pelabuhan Tbk PT', 'ID'],
    ['Awan Sdn. Bhd.', 'AWAN SENDIRIAN BERHAD', 'MY'],
    ['ООО Ромашка', 'ООО «Ромашка»', 'RU'],
    ['ООО Ромашка', 'Romashka OOO', 'RU'],
    ['Λιμάνι ΕΠΕ', 'LIMANI EPE', 'GR'],
    ['Smith & Jones Ltd', 'Smith and Jones Limited'],
    ['Cloud Harbour Ltd', 'Harbour Cloud Ltd'],
    ['Micro Harbour Ltd', 'Microharbour Ltd'],
    ['Harbour Intl Services Ltd', 'Harbour International Svcs Ltd'],
    ["O'Brien Cloud Ltd", 'OBRIEN CLOUD LTD'],
  ])('%s is %s', (...[registered, account, country]) => {
    expect([registered, account, compareNames(registered, account, country).outcome]).toEqual([
      registered,
      account,
      'match',
    ]);
  });
});

describe('a person has to look', () => {
  it.each<[string, string, string]>([
    ['Harbour Cloud Ltd', 'Harbour Clout Ltd', 'spelling'],
    ['Harbour Cloud Ltd', 'Harbuor Cloud Ltd', 'spelling'],
    ['Harbour Cloud Distribution Ltd', 'Harbour Cloud Ltd', 'words missing'],
    ['Harbour Cloud Distribution Ltd', 'HCD Ltd', 'abbreviated'],
    ['Harbour Cloud Distribution Ltd', 'Harb Cloud Distribut', 'abbreviated'],
    ['Harbour Cloud GmbH', 'Harbour Cloud AG', 'other legal form'],
    ['Harbour Cloud Ltd', 'Harbour Cloud LLP', 'other legal form'],
  ])('at %s and %s: %s', (registered, account, difference) => {
    const compared = compareNames(registered, account);
    expect(compared.outcome).toBe('close-match');
    expect(compared.differences).toContain(difference);
  });

  it.each([
    ['港口云有限公司', 'Harbour Cloud Ltd'],
    ['Harbour Cloud KK', '株式会社港クラウド'],
    ['港口云', '海口云'],
  ])('at %s and %s, of which not both have a Latin form', (registered, account) => {
    expect(compareNames(registered, account)).toMatchObject({ outcome: 'not-possible' });
  });
});

describe('two names are of two', () => {
  it.each([
    ['Harbour Cloud Ltd', 'Jane Smith'],
    ['Harbour Cloud Ltd', 'Mountain Cloud Ltd'],
    ['Harbour Cloud Ltd', 'Harbour'.slice(0, 2)],
    ['Harbour Cloud Ltd', 'Limited'],
    ['Ltd', 'GmbH'],
    ['Alfa AB', 'Beta AB'],
    ['Nord IT AB', 'Syd IT AB'],
  ])('%s and %s', (registered, account) => {
    expect(outcome(registered, account)).toBe('no-match');
  });
});

describe('compareNames', () => {
  it('shows both names as they were compared', () => {
    expect(compareNames('Müller & Söhne GmbH', 'MUELLER SOEHNE UND AG', 'DE')).toMatchObject({
      registered: 'mueller & soehne (gmbh)',
    });
  });

  const word = fc.constantFrom(
    'Hafen',
    'Cloud',
    'Möbel',
    'Ромашка',
    '港口',
    'Ltd',
    'GmbH',
    '&',
    'S.p.A.',
    "d'Or",
    '3',
    '.',
  );
  const name = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '));

  it('says the same of a name and itself, whatever its case and blanks', () => {
    fc.assert(
      fc.property(name, (text) => {
        fc.pre(/[\p{L}\p{N}]/u.test(text));
        expect(outcome(text, ` ${text.replaceAll(' ', '  ')} `)).toBe('match');
      }),
    );
  });

  it('says the same both ways round', () => {
    fc.assert(fc.property(name, name, (a, b) => expect(outcome(a, b)).toBe(outcome(b, a))));
  });

  const anyText = fc
    .array(fc.integer({ min: 0, max: 0x10ffff }))
    .map((points) => String.fromCodePoint(...points).toWellFormed());

  it('has an answer for every text, and never takes nothing for something', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(['match', 'close-match', 'no-match', 'not-possible']).toContain(outcome('Hafen Cloud GmbH', text));
      }),
    );
    expect(outcome('Hafen Cloud GmbH', '')).toBe('not-possible');
  });
});
