import type { JSX } from 'preact';
import type { Campaign } from '../../../../campaigns/index.js';
import { Section } from '../../parts.js';
import { reportPath, type View } from '../view.js';
import { entryWords } from '../words/entry-words-of-language.js';

/** Where a partner registers for offers, and claims. */
export function Offers({
  partnerId,
  offers,
  view,
}: {
  readonly partnerId: string;
  readonly offers: readonly Campaign[];
  readonly view: View;
}): JSX.Element {
  const words = entryWords(view.language);
  return (
    <Section id="offers" title={words.offers} lead={words.offersLead}>
      <ul>
        {offers.map(({ campaign, title, terms }) => (
          <li key={campaign}>
            {title}:{' '}
            {terms.registration !== undefined && (
              <a href={view.href(`${reportPath(partnerId, campaign)}/registration`)}>{words.registration}</a>
            )}
            {terms.registration !== undefined && terms.claim !== undefined && ', '}
            {terms.claim !== undefined && (
              <a href={view.href(`${reportPath(partnerId, campaign)}/claims`)}>{words.claims}</a>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
