/**
 * What follows from a reason. `ask-again`: the payee's details are wrong, better ones are asked for. `decide`: a person
 * decides. `none`: only told.
 */
export type ReasonNext = 'ask-again' | 'decide' | 'none';

/** Codes that mean the same to who reads them, what follows, and the sentence in English, German and Swedish. */
export type ReasonRow = readonly [codes: string, next: ReasonNext, en: string, de: string, sv: string];
