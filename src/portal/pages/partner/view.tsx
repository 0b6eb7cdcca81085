import type { JSX } from 'preact';
import {
  calendarDate,
  LANGUAGES,
  spokenAmount,
  spokenDate,
  spokenDeadline,
  spokenMoment,
  spokenNumber,
  type CalendarDate,
  type Instant,
  type Language,
} from '../../../kernel/index.js';
import type { StatementWords } from '../../statements/words/statement-words.js';
import { wordsOf } from '../../statements/words/words-of-language.js';
import type { Frame } from '../layout.js';
import type { PartnerWords } from './words/partner-words.js';
import { partnerWords } from './words/words-of-language.js';

/** The language a page is written in, and whether the reader has chosen it: then links keep it. */
export interface ChosenLanguage {
  readonly language: Language;
  readonly isChosen: boolean;
}

/** How a partner's page speaks. */
export class View {
  readonly language: Language;
  readonly words: PartnerWords;
  /** One word for one idea: what statements call it too. */
  readonly said: StatementWords;
  readonly #isChosen: boolean;

  constructor({ language, isChosen }: ChosenLanguage) {
    this.language = language;
    this.words = partnerWords(language);
    this.said = wordsOf(language);
    this.#isChosen = isChosen;
  }

  /** The address of a partner's page, in the language that the reader chose. */
  href(path: string, query: Readonly<Record<string, string>> = {}): string {
    const parameters = new URLSearchParams(this.#isChosen ? { ...query, lang: this.language } : query);
    return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
  }

  number(value: number | null): string {
    return value === null ? this.words.labels.unknown : spokenNumber(this.language, value);
  }

  money(amount: string, currency: string): string {
    return spokenAmount(this.language, amount, currency);
  }

  /** A decimal as it was received. */
  plain(decimal: string): string {
    return spokenNumber(this.language, decimal);
  }

  /** A day that an answer of the API holds. */
  dayText(day: string): string {
    return spokenDate(this.language, calendarDate(day));
  }

  day(day: CalendarDate): JSX.Element {
    return <time dateTime={day}>{spokenDate(this.language, day)}</time>;
  }

  deadline(at: Instant, zone: string): JSX.Element {
    return <time dateTime={at}>{spokenDeadline(at, zone, this.language)}</time>;
  }

  moment(at: Instant, zone: string): JSX.Element {
    return <time dateTime={at}>{spokenMoment(at, zone, this.language)}</time>;
  }

  /** @param path of this page: where the other languages of it are found */
  frame(path: string, home: string): Frame {
    const { frame } = this.words;
    return {
      language: this.language,
      skip: frame.skip,
      whereYouAre: frame.whereYouAre,
      home: this.href(home),
      aside: (
        <>
          <Languages path={path} label={frame.languages} current={this.language} />
          <a class="account" href="/account">
            {frame.account}
          </a>
        </>
      ),
    };
  }
}

const NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', sv: 'Svenska' };

function Languages({
  path,
  label,
  current,
}: {
  readonly path: string;
  readonly label: string;
  readonly current: Language;
}): JSX.Element {
  return (
    <nav class="languages" aria-label={label}>
      <ul>
        {LANGUAGES.map((language) => (
          <li key={language}>
            <a
              href={`${path}?lang=${language}`}
              hreflang={language}
              lang={language}
              aria-current={language === current ? 'true' : undefined}
            >
              {NAMES[language]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function partnerPath(partnerId: string): string {
  return `/partners/${encodeURIComponent(partnerId)}`;
}

export function reportPath(partnerId: string, campaignId: string): string {
  return `${partnerPath(partnerId)}/campaigns/${campaignId}`;
}
