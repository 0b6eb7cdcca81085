import type { ProblemAnswer } from '../../../answers/problem.js';
import type { CampaignHeading } from '../../../reading/campaign-reading.js';
import type { ClaimCase } from '../../../reading/claim-reading.js';
import type { View } from '../../partner/view.js';
import type { TypedForm } from '../typed-form.js';
import type { Viewer } from '../viewer.js';

/** What the page of a claim is made of. */
export interface ClaimPage {
  readonly heading: CampaignHeading;
  readonly found: ClaimCase;
  readonly viewer: Viewer;
  readonly view: View;
  readonly problem?: ProblemAnswer | undefined;
  readonly typed?: TypedForm | undefined;
}
