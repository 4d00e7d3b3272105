const width = 32;
const mostFull = 0.7;

/** A set of SHA-256 digests in hexadecimal, some 46 to 92 bytes each: of millions a `Set` of strings would need gigabytes. */
export class DigestSet {
  #slots = 1_024;
  #taken = new Uint8Array(this.#slots);
  #bytes = Buffer.alloc(this.#slots * width);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(digest: string): boolean {
    return this.#taken[this.#slotOf(bytesOf(digest))] === 1;
  }

  /** False where it was there already. */
  add(digest: string): boolean {
    if (this.#size >= this.#slots * mostFull) this.#grow();
    return this.#put(bytesOf(digest));
  }

  #put(digest: Buffer): boolean {
    const slot = this.#slotOf(digest);
    if (this.#taken[slot] === 1) return false;
    this.#taken[slot] = 1;
    digest.copy(this.#bytes, slot * width);
    this.#size += 1;
    return true;
  }

  /** Where a digest is, or would be. Digests are random already: their first bytes are hash enough. */
  #slotOf(digest: Buffer): number {
    let slot = digest.readUInt32LE() % this.#slots;
    while (this.#taken[slot] === 1 && digest.compare(this.#bytes, slot * width, (slot + 1) * width) !== 0) {
      slot = (slot + 1) % this.#slots;
    }
    return slot;
  }

  #grow(): void {
    const [taken, bytes] = [this.#taken, this.#bytes];
    this.#slots *= 2;
    this.#taken = new Uint8Array(this.#slots);
    this.#bytes = Buffer.alloc(this.#slots * width);
    this.#size = 0;
    for (const [slot, isTaken] of taken.entries()) {
      if (isTaken === 1) this.#put(bytes.subarray(slot * width, (slot + 1) * width));
    }
  }
}

function bytesOf(digest: string): Buffer {
  const bytes = Buffer.from(digest, 'hex');
  if (bytes.length !== width || digest.length !== 2 * width) throw new RangeError(`not a SHA-256 digest: ${digest}`);
  return bytes;
}
