import { describeHalfOfTheWorlds } from './worlds.js';

describeHalfOfTheWorlds('second');
