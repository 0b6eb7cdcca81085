import type { ComponentChildren, JSX } from 'preact';

/** One of a list of facts. */
export function Fact({
  name,
  isLong,
  children,
}: {
  readonly name: string;
  readonly isLong?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class={isLong === true ? 'long' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
