import type { Language } from '../../../../kernel/index.js';

/** What the pages of partners say of questions, in one language. */
export interface QuestionWords {
  readonly title: string;
  readonly lead: string;
  readonly none: string;
  readonly asked: string;
  readonly about: (outcome: string) => string;
  readonly answer: string;
  readonly waiting: string;
  readonly withdrawn: string;
  readonly withdraw: string;
  readonly label: string;
  readonly hint: (longest: number) => string;
  readonly send: string;
  readonly fault: (longest: number) => string;
}

const WORDS: Readonly<Record<Language, QuestionWords>> = {
  en: {
    title: 'Questions and answers',
    lead: 'Asked by your company about this customer, and answered by us.',
    none: 'Nothing has been asked about this customer.',
    asked: 'Asked',
    about: (outcome) => `about the outcome “${outcome}”`,
    answer: 'Answer',
    waiting: 'Waits for an answer',
    withdrawn: 'Withdrawn',
    withdraw: 'Withdraw question',
    label: 'Ask about this outcome',
    hint: (longest) => `Plain text, up to ${String(longest)} characters. Please write no bank details.`,
    send: 'Send question',
    fault: (longest) => `Please write plain text of 3 to ${String(longest)} characters.`,
  },
  de: {
    title: 'Fragen und Antworten',
    lead: 'Von Ihrem Unternehmen zu diesem Kunden gefragt und von uns beantwortet.',
    none: 'Zu diesem Kunden wurde nichts gefragt.',
    asked: 'Gefragt',
    about: (outcome) => `zum Ergebnis „${outcome}“`,
    answer: 'Antwort',
    waiting: 'Wartet auf Antwort',
    withdrawn: 'Zurückgezogen',
    withdraw: 'Frage zurückziehen',
    label: 'Zu diesem Ergebnis fragen',
    hint: (longest) => `Reiner Text, bis zu ${String(longest)} Zeichen. Bitte schreiben Sie keine Bankdaten.`,
    send: 'Frage senden',
    fault: (longest) => `Bitte schreiben Sie reinen Text von 3 bis ${String(longest)} Zeichen.`,
  },
  sv: {
    title: 'Frågor och svar',
    lead: 'Ställda av ert företag om den här kunden, och besvarade av oss.',
    none: 'Inget har frågats om den här kunden.',
    asked: 'Ställd',
    about: (outcome) => `om utfallet ”${outcome}”`,
    answer: 'Svar',
    waiting: 'Väntar på svar',
    withdrawn: 'Återkallad',
    withdraw: 'Återkalla frågan',
    label: 'Fråga om det här utfallet',
    hint: (longest) => `Ren text, högst ${String(longest)} tecken. Skriv inga bankuppgifter.`,
    send: 'Skicka frågan',
    fault: (longest) => `Skriv ren text med 3 till ${String(longest)} tecken.`,
  },
};

export function questionWords(language: Language): QuestionWords {
  return WORDS[language];
}
