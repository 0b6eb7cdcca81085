import type { TermConfirmation } from '../campaigns/index.js';
import type { CheckedCampaign } from '../portal/index.js';
import type { Terminal } from './terminal.js';

export function sayChecked(terminal: Terminal, checked: CheckedCampaign): void {
  const { campaign, version, failure, remarks, assumed } = checked;
  if (version !== null) terminal.say(`${campaign}, version ${String(version)}:`);
  for (const { severity, line, term, message } of remarks)
    terminal.say(`  ${severity}: ${term} (line ${String(line)}): ${message}`);
  if (failure !== null) terminal.complain(failure);
  if (version === null) return;
  if (checked.isUsable) terminal.say(`  no contradictions${publishedWords(checked.isPublished)}`);
  for (const what of checked.notLookedAt) terminal.say(`  could not look at ${what}`);
  for (const { term, assumed: why, confirmation } of assumed)
    terminal.say(`  assumed${confirmedWords(confirmation)}: ${term}: ${why}`);
}

function publishedWords(isPublished: boolean | null): string {
  if (isPublished === null) return ' in the file itself';
  return isPublished ? '; as it was published' : '; not published yet';
}

function confirmedWords(confirmation: TermConfirmation | null | undefined): string {
  if (confirmation === undefined) return '';
  if (confirmation === null) return ', nobody confirmed it yet';
  return `, confirmed by ${confirmation.confirmedBy} on ${confirmation.confirmedAt.slice(0, 10)}`;
}
