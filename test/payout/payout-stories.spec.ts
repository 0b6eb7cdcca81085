import { tellStories } from '../stories/tell-stories.js';

tellStories(2);
