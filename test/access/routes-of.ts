import type { RunningServer } from '../../src/server.js';

/** An entry of the tree that the HTTP server prints: four characters a level, what it adds to the path, its methods. */
const ENTRY = /^(?<lead>(?:[│└├ ][─ ]{3})+)(?<segment>\S+) \((?<methods>[A-Z, ]+)\)$/u;
const LEVEL = 4;

/** Every route that the server answers, as `GET /campaigns/:campaignId`, asked of the server itself. */
export function routesOf({ app }: RunningServer): string[] {
  const above: string[] = [];
  const printed: string = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  return printed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const { lead, segment, methods } = ENTRY.exec(line)?.groups ?? {};
      if (lead === undefined || methods === undefined) throw new Error(`A line that is no route: ${line}`);
      const depth = lead.length / LEVEL - 1;
      const path = `${above[depth - 1] ?? ''}${segment ?? ''}`;
      above.splice(depth, above.length, path);
      return methods
        .split(', ')
        .filter((method) => method !== 'HEAD')
        .map((method) => `${method} ${path}`);
    });
}
