/** A sentence in the languages that partners are written to in. */
export interface SpokenText {
  readonly en: string;
  readonly de: string;
  readonly sv: string;
}
