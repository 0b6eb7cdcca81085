#!/usr/bin/env node
import 'reflect-metadata';
import { runProgram, seatbackProgram } from './commands/index.js';

await runProgram(seatbackProgram(), process.argv);
