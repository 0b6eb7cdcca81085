import type { ProblemAnswer } from '../answers/problem.js';
import { renderPage } from './layout.js';

/** A failure, as a person needs it: what was wanted, what was there, and the next step. */
export function problemPage({ title, status, code, expected, found, where, next }: ProblemAnswer): string {
  return renderPage({
    title,
    children: (
      <>
        <h1>{title}</h1>
        <dl class="facts">
          {expected !== undefined && (
            <div>
              <dt>Expected</dt>
              <dd>{expected}</dd>
            </div>
          )}
          {found !== undefined && (
            <div>
              <dt>Found</dt>
              <dd>{found}</dd>
            </div>
          )}
          {where !== undefined && (
            <div>
              <dt>Where</dt>
              <dd>{where}</dd>
            </div>
          )}
          <div>
            <dt>Code</dt>
            <dd>
              <code>{code}</code> (status {status})
            </dd>
          </div>
        </dl>
        {next !== undefined && (
          <aside class="next" aria-label="What to do">
            <p>{next}</p>
          </aside>
        )}
        <p>
          {/* Who may not see the campaigns is not sent round in a circle. */}
          {code === 'ROLE_MISSING' ? <a href="/account">Your account</a> : <a href="/">All campaigns</a>}
        </p>
      </>
    ),
  });
}
