import type { AxiosInstance, CreateAxiosDefaults } from 'axios';

/** Loaded by who has somebody to ask: it takes longer than the work of most commands, and no other one waits for it. */
export async function openHttp(defaults: CreateAxiosDefaults = {}): Promise<AxiosInstance> {
  const { default: axios } = await import('axios');
  return axios.create(defaults);
}
