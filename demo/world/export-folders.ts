/** The world as import folders: what finance keeps, and what pulling Partner Center would have taught. */
export { writeReadings, type ReadingsWritten } from './readings-folder.js';
export { writeRegister } from './register-folder.js';
