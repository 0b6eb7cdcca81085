/**
 * Legal forms of companies, one a line: all ways of writing it that are one form, words in small Latin letters without
 * dots, apart by commas. Forms of several countries that are written alike stand together: what is compared is whether two
 * names can be one company's. Source: ISO 20275 (entity legal forms), from which the usual abbreviations are taken.
 */
const FORMS = `
ltd, limited, co ltd, company limited
pty ltd, pty limited, proprietary limited
pte ltd, pte limited, private limited, pvt ltd, pvt limited, p ltd
plc, public limited company
llp, limited liability partnership
lp, limited partnership
llc, limited liability company, l l c
inc, incorporated
corp, corporation
cic, community interest company
gmbh, gesellschaft mit beschraenkter haftung, gesellschaft mit beschrankter haftung, gesmbh, gesellschaft m b h
gmbh co kg, gmbh co kommanditgesellschaft
gmbh co ohg
ug, ug haftungsbeschraenkt, ug haftungsbeschrankt, unternehmergesellschaft haftungsbeschraenkt
ag, aktiengesellschaft
ag co kg
kg, kommanditgesellschaft
ohg, offene handelsgesellschaft
gbr, gesellschaft buergerlichen rechts, gesellschaft burgerlichen rechts
ek, eingetragener kaufmann, e k, ekfm, ekfr
ev, eingetragener verein
eg, eingetragene genossenschaft
se, societas europaea
ab, aktiebolag, aktiebolaget
ab publ, publikt aktiebolag
hb, handelsbolag
kb, kommanditbolag
oy, osakeyhtio, oy ab
oyj, julkinen osakeyhtio
ky, kommandiittiyhtio
aps, anpartsselskab
as, aktieselskab, aksjeselskap, akciova spolecnost, akciova spolocnost, anonim sirket, anonim sirketi, aktsiaselts, akciju sabiedriba, a s
asa, allmennaksjeselskap
ivs, ivaerksaetterselskab
ehf, einkahlutafelag
hf, hlutafelag
ou, osauhing
uab, uzdaroji akcine bendrove
sia, sabiedriba ar ierobezotu atbildibu
bv, besloten vennootschap, besloten vennootschap met beperkte aansprakelijkheid
bvba, sprl, societe privee a responsabilite limitee
nv, naamloze vennootschap
vof, vennootschap onder firma
cv, commanditaire vennootschap
srl, societa a responsabilita limitata, societe a responsabilite limitee srl, sociedad de responsabilidad limitada, societate cu raspundere limitata
srls, societa a responsabilita limitata semplificata
spa, societa per azioni
snc, societa in nome collettivo, societe en nom collectif
sas, societe par actions simplifiee, societa in accomandita semplice, sociedad por acciones simplificada
sasu, societe par actions simplifiee unipersonnelle
sarl, sa rl, societe a responsabilite limitee
eurl, entreprise unipersonnelle a responsabilite limitee
sa, societe anonyme, sociedad anonima, sociedade anonima, spolka akcyjna
sau, sociedad anonima unipersonal
sl, sociedad limitada
slu, sociedad limitada unipersonal
sci, societe civile immobiliere
lda, limitada, sociedade por quotas
ltda, sociedade limitada, limitada ltda
eireli, empresa individual de responsabilidade limitada
sa de cv, sociedad anonima de capital variable
s de rl de cv, sociedad de responsabilidad limitada de capital variable
sapi de cv, sociedad anonima promotora de inversion de capital variable
sp z oo, sp zoo, spolka z ograniczona odpowiedzialnoscia, spolka z oo
sp k, spolka komandytowa
sp j, spolka jawna
sro, spolecnost s rucenim omezenym, spolocnost s rucenim obmedzenym, spol s ro
kft, korlatolt felelossegu tarsasag
zrt, zartkoruen mukodo reszvenytarsasag
nyrt, nyilvanosan mukodo reszvenytarsasag
bt, beteti tarsasag
doo, drustvo s ogranicenom odgovornoscu, drustvo sa ogranicenom odgovornoscu, druzba z omejeno odgovornostjo
dd, dionicko drustvo, delniska druzba
ad, akcionarsko drustvo, aktsionerno druzhestvo
eood, ednolichno druzhestvo s ogranichena otgovornost
ood, druzhestvo s ogranichena otgovornost
ooo, obshchestvo s ogranichennoy otvetstvennostyu
oao, pao, ao, zao, aktsionernoye obshchestvo
tov, tovarystvo z obmezhenoiu vidpovidalnistiu
ike, idiotiki kefalaiouchiki etaireia
epe, etaireia periorismenis efthynis
ae, anonymi etaireia, anonimi etaireia
ltd sti, limited sirketi, limited sti
kk, kabushiki kaisha, kabushiki gaisha, kabushikikaisha, kabushikigaisha
gk, godo kaisha, godo gaisha
yk, yugen kaisha, yugen gaisha
pt, perseroan terbatas
tbk, terbuka
sdn bhd, sendirian berhad
bhd, berhad
fzco, fze, fz llc, free zone company
wll, with limited liability
saoc, saog
jsc, joint stock company
`;

/** Written in their own letters, at the beginning or the end, with no blank between. */
const IN_OWN_LETTERS: readonly (readonly [written: string, form: string])[] = [
  ['股份有限公司', 'ltd'],
  ['有限责任公司', 'ltd'],
  ['有限責任公司', 'ltd'],
  ['有限公司', 'ltd'],
  ['株式会社', 'kk'],
  ['㈱', 'kk'],
  ['(株)', 'kk'],
  ['有限会社', 'yk'],
  ['合同会社', 'gk'],
  ['주식회사', 'ltd'],
  ['유한회사', 'ltd'],
  ['(주)', 'ltd'],
];

/** Forms by their words, joined by blanks; the longest are looked for first. */
const FORM_OF_WORDS: ReadonlyMap<string, string> = new Map(
  FORMS.trim()
    .split('\n')
    .flatMap((line) => {
      const [form = '', ...others] = line.split(', ');
      return [form, ...others].map((words) => [words, form] as const);
    }),
);
const MOST_WORDS = Math.max(...[...FORM_OF_WORDS.keys()].map((words) => words.split(' ').length));

export interface NameParts {
  /** Without its legal form; all words, where nothing else would be left. */
  readonly words: readonly string[];
  /** Each once, in alphabetical order. */
  readonly forms: readonly string[];
}

/**
 * Takes legal forms off the end of a name and off its beginning, again and again: `PT Awan Tbk`, `OOO Romashka`.
 *
 * @param words small Latin letters and digits, no marks
 */
export function withoutLegalForm(words: readonly string[]): NameParts {
  const forms = new Set<string>();
  let left = words;
  for (;;) {
    const found = formAt(left, 'end') ?? formAt(left, 'beginning');
    // A company may be called as a form is: what is left must be a name.
    if (found === undefined || found.rest.length === 0) break;
    forms.add(found.form);
    left = found.rest;
  }
  return { words: left, forms: [...forms].sort() };
}

function formAt(words: readonly string[], place: 'beginning' | 'end') {
  for (let count = Math.min(MOST_WORDS, words.length); count > 0; count -= 1) {
    const taken = place === 'end' ? words.slice(-count) : words.slice(0, count);
    // Short ones at the beginning are words of many languages: only those that stand there by custom.
    if (place === 'beginning' && count === 1 && !AT_THE_BEGINNING.has(taken[0] ?? '')) continue;
    const form =
      FORM_OF_WORDS.get(taken.filter((word) => !JOINING.has(word)).join(' ')) ?? FORM_OF_WORDS.get(taken.join(' '));
    if (form === undefined) continue;
    return { form, rest: place === 'end' ? words.slice(0, -count) : words.slice(count) };
  }
  return undefined;
}

/** `GmbH & Co. KG` in all ways of writing it. */
const JOINING = new Set(['&', 'und', 'and', 'et']);

const AT_THE_BEGINNING = new Set([
  'ooo',
  'oao',
  'zao',
  'pao',
  'ao',
  'tov',
  'uab',
  'sia',
  'pt',
  'kk',
  'gk',
  'ab',
  'oy',
  'as',
  'sarl',
  'sas',
  'eurl',
  'sci',
  'srl',
]);

/** Takes forms in Chinese, Japanese and Korean letters off a name. */
export function withoutFormInOwnLetters(name: string): { readonly name: string; readonly forms: readonly string[] } {
  for (const [written, form] of IN_OWN_LETTERS) {
    if (name.startsWith(written) && name !== written) return { name: name.slice(written.length).trim(), forms: [form] };
    if (name.endsWith(written) && name !== written)
      return { name: name.slice(0, -written.length).trim(), forms: [form] };
  }
  return { name, forms: [] };
}
