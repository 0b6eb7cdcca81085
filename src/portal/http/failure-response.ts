import { isPayeePath } from '../pages/payee/payee-paths.js';
import { payeeProblemPage } from '../pages/payee/payee-problem-page.js';
import { problemPage } from '../pages/problem-page.js';
import { problemOf } from './problem-of.js';

export interface FailureResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Somebody has to look at it; the answer does not say what it is. */
  readonly isBug: boolean;
}

/** Programs are answered otherwise than people, who read pages. */
export function isForPeople(url: string): boolean {
  return !url.startsWith('/api/') && !url.startsWith('/health/') && url !== '/metrics' && !url.startsWith('/metrics?');
}

/** How a failure is answered: programs get problem details, people get a page that says the same. */
export function failureResponse(error: unknown, url: string): FailureResponse {
  const [path = '/'] = url.split('?');
  const { problem, isBug } = problemOf(error, path);
  const isForPrograms = !isForPeople(path);
  return {
    status: problem.status,
    contentType: isForPrograms ? 'application/problem+json; charset=utf-8' : 'text/html; charset=utf-8',
    body: isForPrograms
      ? JSON.stringify(problem)
      : isPayeePath(path)
        ? payeeProblemPage(problem)
        : problemPage(problem),
    isBug,
  };
}
