import { Pool } from 'pg';

/**
 * A route that makes one indexed PostgreSQL read and nothing else, on a bare Fastify, until its standard input ends. It
 * prints its address. The pool has as many connections as ours.
 */
interface BareFastify {
  get(path: string, answer: (request: { readonly params: { readonly id: string } }) => Promise<unknown>): void;
  listen(options: { readonly host: string; readonly port: number }): Promise<string>;
  close(): Promise<void>;
}

const [serviceUrl] = process.argv.slice(2);
const pool = new Pool({ connectionString: serviceUrl ?? '', max: 8 });
const { default: fastify } = (await import(['fast', 'ify'].join(''))) as { readonly default: () => BareFastify };
const app = fastify();
app.get('/customers/:id', async ({ params: { id } }) => {
  const { rows } = await pool.query<object>('SELECT customer_key, customer_id FROM customer WHERE customer_id = $1', [
    id,
  ]);
  return rows[0];
});
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
process.stdin.resume().once('end', () => void app.close().then(() => pool.end()));
