#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Half of the time that a short command takes is spent on compiling what the one before it compiled as well. Kept in
// the installation, where only who may change the program may write; where nobody may, commands are slower, no more.
enableCompileCache(join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'seatback'));

await import('reflect-metadata');
const { runProgram, seatbackProgram } = await import('./commands/index.js');

await runProgram(seatbackProgram(), process.argv);
