import type { JSX } from 'preact';
import type { Mark, Picture } from './picture.js';

/** A picture in a page. `id` names it once in the page. */
export function PictureSvg({ picture, id }: { readonly picture: Picture; readonly id: string }): JSX.Element {
  const { width, height, title, description, marks } = picture;
  return (
    <svg
      class="picture"
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-description`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-description`}>{description}</desc>
      {marks.map((mark, index) => (
        <Drawn key={index} mark={mark} />
      ))}
    </svg>
  );
}

function Drawn({ mark }: { readonly mark: Mark }): JSX.Element {
  if (mark.kind === 'path') return <path class={mark.role} d={mark.d} />;
  return (
    <text class={mark.role} x={mark.x} y={Math.round(mark.y * 10) / 10} text-anchor={mark.anchor}>
      {mark.text}
    </text>
  );
}
