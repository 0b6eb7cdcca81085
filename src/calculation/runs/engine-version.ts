/** Raised when the meaning of the code changes: a run says which engine made it, and equal pins give equal bytes. */
export const ENGINE_VERSION = '2';
