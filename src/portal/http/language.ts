import { LANGUAGES, languageOf, type Language } from '../../kernel/index.js';
import { View, type ChosenLanguage } from '../pages/partner/view.js';
import type { KnownPartner } from '../reading/partner-report.js';
import type { Reader } from './partner-reader.js';

/** How pages speak to whoever reads them. */
export function viewOf({ locale }: Pick<KnownPartner, 'locale'>, { lang, accepted }: Reader): View {
  return new View(chosenLanguage({ asked: lang, registered: locale, accepted }));
}

/**
 * The language of a partner's page: what the reader chose in the address; else that of the register, where it names one
 * that we write; else the first of the browser's that we write; else English.
 */
export function chosenLanguage({
  asked,
  registered,
  accepted,
}: {
  readonly asked: Language | undefined;
  /** A locale such as `de-AT`; null where the register has none. */
  readonly registered: string | null;
  /** The header of the request. */
  readonly accepted: string | undefined;
}): ChosenLanguage {
  if (asked !== undefined) return { language: asked, isChosen: true };
  return { language: written(registered) ?? firstAccepted(accepted) ?? 'en', isChosen: false };
}

function written(locale: string | null): Language | undefined {
  const primary = locale?.trim().toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.some((language) => language === primary) ? languageOf(locale) : undefined;
}

/** A browser names what it prefers first; of what is weighed, the heaviest. */
function firstAccepted(header: string | undefined): Language | undefined {
  const ranges = (header ?? '')
    .slice(0, LONGEST_HEADER)
    .split(',')
    .map((range) => {
      const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { name, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { name } of ranges) {
    const language = written(name);
    if (language !== undefined) return language;
  }
  return undefined;
}

const LONGEST_HEADER = 500;
