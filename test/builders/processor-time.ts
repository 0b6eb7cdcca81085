/** How long the processor worked for it, in milliseconds: on a busy machine the clock on the wall tells more of the others. */
export async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
