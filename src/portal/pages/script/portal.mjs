// What pages do better where the browser runs scripts. Each of them works without this file; nothing is fetched, kept or
// sent by it.

const WORDS = {
  en: { show: 'Show rows with', of: 'of', rows: 'rows', copy: 'Copy', copied: 'Copied' },
  de: { show: 'Zeilen zeigen mit', of: 'von', rows: 'Zeilen', copy: 'Kopieren', copied: 'Kopiert' },
  sv: { show: 'Visa rader med', of: 'av', rows: 'rader', copy: 'Kopiera', copied: 'Kopierat' },
};
const words = WORDS[document.documentElement.lang] ?? WORDS.en;

/** A form is sent once, however often its button is pressed; the server takes it once in any case. */
const SENT_AGAIN_MS = 20_000;
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.getAttribute('aria-busy') === 'true') return void event.preventDefault();
  form.setAttribute('aria-busy', 'true');
  // Whoever gets no answer may try again.
  setTimeout(() => form.removeAttribute('aria-busy'), SENT_AGAIN_MS);
});
// Who comes back to the page may send it again, too.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[aria-busy]')) form.removeAttribute('aria-busy');
});

/** In a long table, the rows that have all the words that are typed. */
const LONG_TABLE_ROWS = 12;
for (const [index, table] of document.querySelectorAll('main table').entries()) {
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  if (rows.length < LONG_TABLE_ROWS || table.querySelector('[rowspan]') !== null) continue;
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const sought = Object.assign(document.createElement('input'), {
    type: 'search',
    id: `rows-${index}`,
    autocomplete: 'off',
  });
  const label = Object.assign(document.createElement('label'), { htmlFor: sought.id, textContent: words.show });
  const count = document.createElement('output');
  count.htmlFor.add(sought.id);
  sought.addEventListener('input', () => {
    const parts = sought.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = texts.map((text) => parts.every((part) => text.includes(part)));
    for (const [place, row] of rows.entries()) row.hidden = !shown[place];
    count.value = parts.length === 0 ? '' : `${shown.filter(Boolean).length} ${words.of} ${rows.length} ${words.rows}`;
  });
  const line = document.createElement('p');
  line.className = 'row-filter';
  line.append(label, sought, count);
  (table.closest('.table') ?? table).before(line);
}

/** Digests and hashes are compared elsewhere: nobody has to mark 64 characters. */
const DIGEST = /^[0-9a-f]{64}$/;
for (const code of document.querySelectorAll('main code')) {
  if (!DIGEST.test(code.textContent) || navigator.clipboard === undefined) continue;
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'copy',
    textContent: words.copy,
  });
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = words.copied;
  });
  code.after(' ', button);
}
