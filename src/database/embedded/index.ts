export { writeWhole } from './data-folder.js';
export * from './embedded-server.js';
