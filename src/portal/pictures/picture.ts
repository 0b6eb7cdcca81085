/** What a mark stands for; a page styles it by its class, a document by its own table. */
export type MarkRole =
  | 'window'
  | 'unknown'
  | 'grid'
  | 'axis'
  | 'minimum'
  | 'snapshot'
  | 'assigned'
  | 'billed'
  | 'label'
  | 'legend';

/** Paths and texts in units of the picture: what an SVG, and equally a PDF, can draw as they stand. */
export type Mark =
  | { readonly kind: 'path'; readonly role: MarkRole; readonly d: string }
  | {
      readonly kind: 'text';
      readonly role: MarkRole;
      readonly x: number;
      readonly y: number;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly text: string;
    };

/** A drawing without any library or page: the same facts give the same marks. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** For those who do not see it. */
  readonly title: string;
  readonly description: string;
  /** In the order in which they are drawn. */
  readonly marks: readonly Mark[];
}

/** A rectangle as a path. */
export function box(x: number, y: number, width: number, height: number): string {
  return `M${at(x)} ${at(y)}H${at(x + width)}V${at(y + height)}H${at(x)}Z`;
}

/** A place in the picture, to a tenth of its unit. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
