import type { JSX } from 'preact';
import type { RunAnswer, TotalsAnswer } from '../../answers/campaign-answers.js';
import { grouped } from '../format.js';
import type { Tone } from '../words.js';

interface Part {
  readonly label: string;
  readonly count: number;
  readonly tone: Tone;
}

interface Level {
  readonly title: string;
  readonly total: number;
  /** The first part is the one that flows on to the next level. */
  readonly parts: readonly Part[];
}

const WIDTH = 360;
const BAR_HEIGHT = 22;
const TITLE_HEIGHT = 22;
const LEGEND_LINE = 18;
const GAP = 26;
/** However few go on, their bar can still be seen. */
const NARROWEST = 48;

/** From customers seen to payments released, each level as wide as what the one above let through. */
export function Funnel({ run, totals }: { readonly run: RunAnswer; readonly totals: TotalsAnswer }): JSX.Element {
  const levels = layOut(levelsOf(run, totals));
  const height = levels.at(-1)?.bottom ?? 0;
  return (
    <svg class="funnel" viewBox={`0 0 ${String(WIDTH)} ${String(height)}`} role="img" aria-labelledby="funnel-name">
      <title id="funnel-name">{levels.map((level) => inWords(level)).join(' ')}</title>
      {levels.slice(1).map((level, index) => (
        <Flow key={level.title} from={levels[index]} to={level} />
      ))}
      {levels.map((level) => (
        <LevelPicture key={level.title} level={level} />
      ))}
    </svg>
  );
}

function levelsOf({ counts, kind }: RunAnswer, totals: TotalsAnswer): Level[] {
  const at = (...stages: readonly string[]) =>
    totals.stages.filter(({ stage }) => stages.includes(stage)).reduce((sum, { partners }) => sum + partners, 0);
  const inBatch = at('prepared', 'approved', 'releasing');
  const payable = at('payable', 'waiting-for-payee', 'released') + inBatch;
  const levels: Level[] = [
    {
      title: 'Customers seen',
      total: counts.customersSeen,
      parts: [
        { label: 'Sold an eligible product in the window', count: counts.customers, tone: 'plain' },
        { label: 'Others', count: counts.customersSeen - counts.customers, tone: 'closed' },
      ],
    },
    {
      title: counts.determinations === counts.customers ? 'Outcomes' : 'Outcomes, by customer and partner',
      total: counts.determinations,
      parts: [
        { label: 'Qualified', count: counts.qualified, tone: 'good' },
        { label: 'Undecided', count: counts.undecided, tone: 'open' },
        { label: 'Not qualified', count: counts.notQualified, tone: 'closed' },
      ],
    },
    {
      title: kind === 'official' ? 'Partners that earned' : 'Partners that would earn',
      total: totals.partnersEarning,
      parts: [
        { label: 'Payable', count: payable, tone: 'good' },
        { label: 'Kept for undecided customers', count: at('held'), tone: 'open' },
        { label: 'Below the minimum', count: at('forfeited', 'carried', 'converted'), tone: 'closed' },
      ],
    },
  ];
  if (totals.isPreview) return levels;
  return [
    ...levels,
    {
      title: 'Payout of what is payable',
      total: payable,
      parts: [
        { label: 'Sent to the bank', count: at('released'), tone: 'good' },
        { label: 'In a batch', count: inBatch, tone: 'plain' },
        { label: 'Waits for payee', count: at('waiting-for-payee'), tone: 'open' },
        { label: 'In no batch yet', count: at('payable'), tone: 'plain' },
      ],
    },
  ];
}

interface PlacedLevel extends Level {
  readonly top: number;
  readonly width: number;
  /** Width of the part that flows on. */
  readonly through: number;
  readonly bottom: number;
}

function layOut(levels: readonly Level[]): PlacedLevel[] {
  const placed: PlacedLevel[] = [];
  for (const level of levels) {
    const above = placed.at(-1);
    const width = above === undefined ? WIDTH : Math.max(NARROWEST, above.through);
    const first = level.parts[0]?.count ?? 0;
    const top = above === undefined ? 0 : above.bottom + GAP;
    const legendLines = Math.ceil(shown(level).length / entriesBeside(level));
    placed.push({
      ...level,
      top,
      width,
      through: level.total === 0 ? 0 : (width * first) / level.total,
      bottom: top + TITLE_HEIGHT + BAR_HEIGHT + 4 + legendLines * LEGEND_LINE,
    });
  }
  return placed;
}

/** A part without anybody is left out of the legend, unless it is the one that would flow on. */
function shown({ parts }: Level): readonly Part[] {
  return parts.filter(({ count }, index) => count > 0 || index === 0);
}

/** What half the picture holds beside its swatch, in letters. */
const LETTERS_BESIDE = 22;

/** Two entries of the legend lie beside each other where each of them is short; else each has its line. */
function entriesBeside(level: Level): number {
  const letters = shown(level).map(({ label, count }) => label.length + grouped(count).length + 1);
  return Math.max(...letters) <= LETTERS_BESIDE ? 2 : 1;
}

/** What goes on from one level to the next; nothing, where nobody does. */
function Flow({ from, to }: { readonly from: PlacedLevel | undefined; readonly to: PlacedLevel }): JSX.Element | null {
  if (from === undefined || from.through === 0) return null;
  const top = from.top + TITLE_HEIGHT + BAR_HEIGHT;
  const bottom = to.top + TITLE_HEIGHT;
  const points = [
    [0, top],
    [from.through, top],
    [to.width, bottom],
    [0, bottom],
  ];
  return <polygon class="flow" points={points.map(([x = 0, y = 0]) => `${place(x)},${place(y)}`).join(' ')} />;
}

function LevelPicture({ level }: { readonly level: PlacedLevel }): JSX.Element {
  const { title, total, parts, top, width } = level;
  const barTop = top + TITLE_HEIGHT;
  let left = 0;
  const segments = parts.map((part) => {
    const segment = { ...part, x: left, width: total === 0 ? 0 : (width * part.count) / total };
    left += segment.width;
    return segment;
  });
  return (
    <g>
      <text class="title" x="0" y={place(top + 14)}>
        {title}
      </text>
      <text class="total" x={WIDTH} y={place(top + 14)} text-anchor="end">
        {grouped(total)}
      </text>
      <rect class="ground" x="0" y={place(barTop)} width={place(width)} height={BAR_HEIGHT} />
      {segments
        .filter(({ count }) => count > 0)
        .map(({ label, tone, x, width: wide }) => (
          <rect
            key={label}
            class={`segment ${tone}`}
            x={place(x)}
            y={place(barTop)}
            width={place(wide)}
            height={BAR_HEIGHT}
          />
        ))}
      {shown(level).map(({ label, count, tone }, index) => (
        <LegendEntry
          key={label}
          label={label}
          count={count}
          tone={tone}
          x={(index % entriesBeside(level)) * (WIDTH / 2)}
          y={barTop + BAR_HEIGHT + 18 + Math.floor(index / entriesBeside(level)) * LEGEND_LINE}
        />
      ))}
    </g>
  );
}

function LegendEntry({ label, count, tone, x, y }: Part & { readonly x: number; readonly y: number }): JSX.Element {
  return (
    <g>
      <rect class={`swatch ${tone}`} x={x} y={place(y - 9)} width="10" height="10" />
      <text class="legend" x={x + 16} y={place(y)}>
        <tspan class="count">{grouped(count)}</tspan> {label}
      </text>
    </g>
  );
}

function inWords(level: Level): string {
  const parts = shown(level).map(({ label, count }) => `${label} ${grouped(count)}`);
  return `${level.title}: ${grouped(level.total)} (${parts.join(', ')}).`;
}

/** A place in the picture, to a tenth of its unit. */
function place(value: number): number {
  return Math.round(value * 10) / 10;
}
