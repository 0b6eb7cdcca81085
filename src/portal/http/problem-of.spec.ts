import { describe, expect, it } from '@jest/globals';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import { SeatbackError } from '../../kernel/index.js';
import { failureResponse } from './failure-response.js';
import { problemOf } from './problem-of.js';

const report = { expected: 'one', found: 'two', where: 'here', next: 'Look again.' };

describe('a failure as problem details', () => {
  it('says everything that the report says', () => {
    const error = new SeatbackError({ code: 'RUN_UNKNOWN', ...report });
    expect(problemOf(error, '/api/v1/x')).toEqual({
      problem: {
        type: 'urn:seatback:problem:RUN_UNKNOWN',
        title: 'Run unknown',
        status: 404,
        detail: 'Expected one; found two.',
        instance: '/api/v1/x',
        code: 'RUN_UNKNOWN',
        ...report,
      },
      isBug: false,
    });
  });

  it('is ours to mend where no status is named for its code', () => {
    const { problem, isBug } = problemOf(new SeatbackError({ code: 'DETERMINATION_CHANGED', ...report }), '/');
    expect(problem).toMatchObject({ status: 500, ...report });
    expect(isBug).toBe(false);
  });

  it('of a bug says only that there was one', () => {
    for (const bug of [new Error('secret'), new TypeError('secret'), 'secret', null, { statusCode: 503 }]) {
      const { problem, isBug } = problemOf(bug, '/api/v1/x');
      expect(isBug).toBe(true);
      expect(problem).toMatchObject({ status: 500, code: 'INTERNAL' });
      expect(JSON.stringify(problem)).not.toContain('secret');
    }
  });

  it('of the framework keeps its status', () => {
    expect(problemOf(new NotFoundException(), '/x').problem).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' });
    expect(problemOf(new BadRequestException(), '/x').problem).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    expect(problemOf({ statusCode: 414 }, '/x').problem).toMatchObject({ status: 414, code: 'REQUEST_INVALID' });
  });

  it('goes to programs as JSON and to people as a page', () => {
    expect(failureResponse(new NotFoundException(), '/api/v1/x?y').contentType).toMatch(/^application\/problem\+json/);
    const page = failureResponse(new NotFoundException(), '/<b>?y');
    expect(page.contentType).toMatch(/^text\/html/);
    expect(page.body).not.toContain('<b>');
  });
});
