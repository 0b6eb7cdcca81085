export { nightlyPull } from './nightly-pull.js';
