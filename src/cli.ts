#!/usr/bin/env node
import 'reflect-metadata';
import { seatbackProgram } from './commands/index.js';

await seatbackProgram().parseAsync();
