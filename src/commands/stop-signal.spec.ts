import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { stopSignal } from './stop-signal.js';

describe('Ctrl-C while a pull is made', () => {
  it.each(['SIGINT', 'SIGTERM'])('asks it to end in order: %s', (signal) => {
    const process = new EventEmitter();
    const { stop } = stopSignal(process);
    expect(stop.aborted).toBe(false);
    process.emit(signal);
    expect(stop.aborted).toBe(true);
  });

  it('ends the process at once when it comes again, as it does when nobody listens', () => {
    const process = new EventEmitter();
    stopSignal(process);
    process.emit('SIGINT');
    expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual([0, 0]);
  });

  it('means nothing special any more when the work is over', () => {
    const process = new EventEmitter();
    stopSignal(process)[Symbol.dispose]();
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});
