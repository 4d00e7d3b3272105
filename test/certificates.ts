import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate and its key, both PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

/** An authority that nobody knows but whom it is given to. */
export interface Authority {
  readonly certificate: string;
  /** A certificate for a server, or a client, on this machine's loopback addresses. */
  certify(name: string): Certified;
}

/** Makes an authority of its own, valid from 2020 to 2049. For tests of TLS. */
export function authority(name: string): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const isAuthority = [extension('2.5.29.19', true, sequence(bool(true)))];
  return {
    certificate: signed({ issuer: name, subject: name, publicKey, extensions: isAuthority }, privateKey),
    certify(subject) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const names = sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.from([127, 0, 0, 1])));
      const extensions = [extension('2.5.29.17', false, names)];
      return {
        certificate: signed({ issuer: name, subject, publicKey: pair.publicKey, extensions }, privateKey),
        key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

interface Stated {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

let serial = 0;

function signed({ issuer, subject, publicKey, extensions }: Stated, by: KeyObject): string {
  serial += 1;
  const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
  const validity = sequence(utcTime('200101000000Z'), utcTime('491231235959Z'));
  const stated = sequence(
    tagged(0xa0, integer(2)),
    integer(serial),
    ecdsaWithSha256,
    distinguished(issuer),
    validity,
    distinguished(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  const der = sequence(stated, ecdsaWithSha256, bits(sign('sha256', stated, by)));
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** The distinguished encoding rules of ASN.1, as far as certificates need them. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const integer = (value: number): Buffer => tagged(0x02, Buffer.from([value]));
const bool = (value: boolean): Buffer => tagged(0x01, Buffer.from([value ? 255 : 0]));
const utcTime = (text: string): Buffer => tagged(0x17, Buffer.from(text));
const bits = (content: Buffer): Buffer => tagged(0x03, Buffer.concat([Buffer.from([0]), content]));

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 127];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128);
    return groups;
  });
  return tagged(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

const distinguished = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(name)))));

const extension = (id: string, isCritical: boolean, content: Buffer): Buffer =>
  sequence(oid(id), ...(isCritical ? [bool(true)] : []), tagged(0x04, content));
