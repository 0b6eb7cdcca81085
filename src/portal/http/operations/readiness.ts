/** Whether this process is to be sent requests: not any more, once it was told to end. */
export class Readiness {
  #isEnding = false;

  get isEnding(): boolean {
    return this.#isEnding;
  }

  end(): void {
    this.#isEnding = true;
  }
}
