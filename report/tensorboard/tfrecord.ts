import { crc32c } from './crc32c.ts';

const lengthBytes = 8;
const crcBytes = 4;
/** From tensorflow/core/lib/hash/crc32c.h: a checksum over data that hold checksums is rotated and moved by this. */
const maskDelta = 0xa282ead8;

function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + maskDelta) >>> 0;
}

/** One record of a TFRecord file: length (u64), its masked CRC-32C, data, their masked CRC-32C; little-endian. */
export function tfrecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(lengthBytes + crcBytes + data.length + crcBytes);
  record.writeBigUInt64LE(BigInt(data.length));
  record.writeUInt32LE(maskedCrc(record.subarray(0, lengthBytes)), lengthBytes);
  record.set(data, lengthBytes + crcBytes);
  record.writeUInt32LE(maskedCrc(data), lengthBytes + crcBytes + data.length);
  return record;
}
