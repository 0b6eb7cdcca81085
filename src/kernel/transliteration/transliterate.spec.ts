import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isIn } from './characters.js';
import { transliterate, type TextChange } from './transliterate.js';

/** An original, its sent form and, where its custom matters, the country. */
function named(rows: readonly [string, string, string?][]): { original: string; expected: string; country: string }[] {
  return rows.map(([original, expected, country = '']) => ({ original, expected, country }));
}

describe('transliterate', () => {
  it('keeps the original beside the sent form', () => {
    expect(transliterate('Köln', 35)).toEqual({
      original: 'Köln',
      sent: 'Koeln',
      change: 'accents',
      cut: false,
      lost: [],
    });
  });

  it.each(
    named([
      ['Contoso, Ltd. (EMEA) + Co', 'Contoso, Ltd. (EMEA) + Co'],
      ['Société Générale à Orléans, façade', 'Societe Generale a Orleans, facade'],
      ['Peñarol, S.A. de C.V. – Año Nº 3', 'Penarol, S.A. de C.V. - Ano No 3'],
      ['São João de Alcântara', 'Sao Joao de Alcantara'],
      ['Müller Straße, Österreich', 'Mueller Strasse, Oesterreich'],
      ['ÄRZTEBUND GROẞ ÖBB', 'AERZTEBUND GROSS OEBB'],
      ['Ä', 'Ae'],
      ['Müller', 'Mueller', 'DE'],
      ['Müller', 'Muller', 'US'],
      ['Åkerström Öberg', 'Akerstrom Oberg', 'SE'],
      ['Hämäläinen Öljy', 'Hamalainen Oljy', 'FI'],
      ['Sørensen Ærø Århus', 'Soerensen Aeroe Aarhus', 'DK'],
      ['Bjørn Ødegård', 'Bjoern Oedegaard', 'NO'],
      ['Þórður Æðar', 'Thordur Aedar', 'IS'],
      ['Gülşen Çağrı İnşaat, IĞDIR ılıca', 'Gulsen Cagri Insaat, IGDIR ilica', 'TR'],
      ['Zażółć gęślą jaźń Łódź', 'Zazolc gesla jazn Lodz', 'PL'],
      ['Příliš žluťoučký kůň', 'Prilis zlutoucky kun', 'CZ'],
      ['Őrségi Műhely', 'Orsegi Muhely', 'HU'],
      ['Țară și Șosea', 'Tara si Sosea', 'RO'],
      ['Đorđe Šćepanović', 'Dorde Scepanovic', 'HR'],
      ['Nguyễn Thị Đào', 'Nguyen Thi Dao', 'VN'],
      ['Ħaż-Żebbuġ', 'Haz-Zebbug', 'MT'],
      ['Əliyev Gəncə', 'Eliyev Gence', 'AZ'],
      ['“L’Oréal” … ‚x‘', "\"L'Oreal\" ... 'x'"],
      ['Oʻzbekiston', "O'zbekiston"],
      ['ﬁne ＡＢＣ　１２', 'fine ABC 12'],
      ['  two   blanks\tand\r\nlines ', 'two blanks and lines'],
      ['zero\u200bwidth\u00ad', 'zerowidth'],
      ['Ko\u0308ln', 'Koeln'],
    ]),
  )('writes $original as $expected $country: accents only', ({ original, expected, country }) => {
    const { sent: form, change, lost } = transliterate(original, 140, country === '' ? {} : { country });
    expect([form, lost]).toEqual([expected, []]);
    expect(change).toBe(original === expected ? 'none' : 'accents');
  });

  it.each(
    named([
      ['Иван Щукин и Ко', 'Ivan Shchukin i Ko'],
      ['ООО «Облако»', 'OOO "Oblako"', 'RU'],
      ['Объект ЮЖНЫЙ', 'Obieekt IUZHNYI', 'RU'],
      ['Згурський Юрій, Єнакієве, Їжакевич', 'Zghurskyi Yurii, Yenakiieve, Yizhakevych', 'UA'],
      ['Щерев, Ямбол, ъгъл', 'Shterev, Yambol, agal', 'BG'],
      ['Ђорђе Љубичић Џон Његош Шћ', 'Djordje Ljubicic Dzon Njegos Sc', 'RS'],
      ['ЉУБА Ѓорѓи Ќосе', 'LJUBA Gjorgji Kjose', 'MK'],
      ['Ελευθέριος Αγγελόπουλος', 'Eleftherios Angelopoulos', 'GR'],
      ['Μπάμπης Εύα Ευάγγελος ΑΥΤΟ', 'Bampis Eva Evangelos AFTO', 'GR'],
      ['Άυλος, πραΰς, Λάγχος, Σφύγξ', 'Aylos, prays, Lanchos, Sfynx', 'GR'],
      ['Αθήνα ΕΠΕ', 'Athina EPE', 'GR'],
      ['100 € ½', '100 EUR 1/2'],
      ['2² × 3°', '22 x 3o'],
    ]),
  )('writes $original as $expected $country: beyond accents', ({ original, expected, country }) => {
    const { sent: form, change, lost } = transliterate(original, 140, country === '' ? {} : { country });
    expect([form, change, lost]).toEqual([expected, 'beyond-accents', []]);
  });

  it.each<[string, string, TextChange, readonly string[]]>([
    ['東京 Cloud 東', 'Cloud', 'beyond-accents', ['東', '京']],
    ['株式会社', '', 'empty', ['株', '式', '会', '社']],
    ['(株)', '', 'empty', ['株']],
    ['شركة', '', 'empty', ['ش', 'ر', 'ك', 'ة']],
    ['💺', '', 'empty', ['💺']],
    ['', '', 'empty', []],
    [' \u200b\n', '', 'empty', []],
    ['\u0301', '', 'empty', []],
  ])('says of "%s" what was lost', (original, form, change, lost) => {
    expect(transliterate(original, 140)).toEqual({ original, sent: form, change, cut: false, lost });
  });

  it('cuts after transliteration, by characters, and not before a blank', () => {
    expect(transliterate('Straße', 6)).toMatchObject({ sent: 'Strass', cut: true, change: 'beyond-accents' });
    expect(transliterate('Strasse', 7)).toMatchObject({ sent: 'Strasse', cut: false, change: 'none' });
    expect(transliterate('Hafen Cloud', 6)).toMatchObject({ sent: 'Hafen', cut: true });
    expect(transliterate('💺💺 Seat', 4)).toMatchObject({ sent: 'Seat', cut: false });
  });

  it('takes any text for a country, and knows no custom of it', () => {
    for (const country of ['', 'de', 'QQ', 'constructor', '__proto__']) {
      expect(transliterate('Öl Ж', 140, { country })).toMatchObject({ sent: 'Ol Zh' });
    }
  });

  it('keeps marks of ASCII, unless the bank keeps FIN-X only', () => {
    expect(transliterate('A & B [x]', 140)).toMatchObject({ sent: 'A & B [x]', change: 'none' });
    expect(transliterate('A & B [x] #5', 140, { characters: 'fin-x' })).toMatchObject({
      sent: 'A + B (x) .5',
      change: 'beyond-accents',
    });
    expect(transliterate('“A” `B`', 140, { characters: 'fin-x' })).toMatchObject({
      sent: "'A' 'B'",
      change: 'accents',
    });
  });

  it('gives text that the set holds, within its length, and settles at once', () => {
    const script = fc.constantFrom(...Array.from('aÄöß ỆłŻ.-—“Жщьъ’ΩγκυΐέЇ東ش💺½№&#\u0301\u200b\n１'));
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: script }));
    const options = fc.record(
      {
        country: fc.constantFrom('DE', 'DK', 'SE', 'UA', 'RS', 'GR'),
        characters: fc.constantFrom('fin-x' as const, 'extended' as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 140 }), options, (original, max, given) => {
        const first = transliterate(original, max, given);
        expect([...first.sent].every((character) => isIn(given.characters ?? 'extended', character))).toBe(true);
        expect(first.sent.length).toBeLessThanOrEqual(max);
        expect(first.sent).toBe(first.sent.trim());
        expect(first.sent === '').toBe(first.change === 'empty');
        if (first.change === 'none') expect(first.sent).toBe(original);
        if (first.sent !== '')
          expect(transliterate(first.sent, max, given)).toMatchObject({ sent: first.sent, change: 'none' });
      }),
      { numRuns: 1000 },
    );
  });

  it('loses no Latin letter of a European language or of Vietnamese', () => {
    const latin: string[] = [];
    for (let point = 0x41; point < 0x180; point += 1) {
      const letter = String.fromCodePoint(point);
      if (/\p{Script=Latin}/u.test(letter) && /\p{L}/u.test(letter)) latin.push(letter);
    }
    for (let point = 0x1ea0; point < 0x1efa; point += 1) latin.push(String.fromCodePoint(point));
    expect(latin.filter((letter) => transliterate(letter, 140).lost.length > 0).join('')).toBe('');
  });
});
