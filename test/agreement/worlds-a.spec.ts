import { describeHalfOfTheWorlds } from './worlds.js';

describeHalfOfTheWorlds('first');
