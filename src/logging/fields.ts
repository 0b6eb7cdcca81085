import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line of the log says that is written while some work goes on. Ids, never names or amounts. */
export interface LogFields {
  readonly requestId?: string;
  /** The number of whoever has signed in. */
  readonly person?: number;
  /** The run that was shown, calculated or posted. */
  readonly run?: number;
  /** A job of the queue by its id, and what kind of work it is. */
  readonly job?: string;
  readonly work?: string;
  /** The code of a failure that was foreseen. */
  readonly problem?: string;
}

interface Store {
  fields: LogFields;
}

const stores = new AsyncLocalStorage<Store>();

/** What follows is one piece of work: a request, or a job. It is given what is known of it, to be asked at its end. */
export function asLoggedWork<T>(fields: LogFields, work: (known: () => LogFields) => T): T {
  const store: Store = { fields };
  return stores.run(store, () => work(() => store.fields));
}

/** What came to be known of the work that is going on; nothing happens where none is. */
export function tellLog(fields: LogFields): void {
  const store = stores.getStore();
  if (store !== undefined) store.fields = { ...store.fields, ...fields };
}

export function fieldsOfWork(): LogFields {
  return stores.getStore()?.fields ?? {};
}
