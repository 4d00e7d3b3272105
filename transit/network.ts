/** One line of a network: its name as answers must spell it, its colour on the map, its stations in travel order. */
export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly stations: readonly string[];
}

/** The graph of a city. Stations are known by name; a station on two lines is an interchange. */
export interface Network {
  readonly country: string;
  readonly city: string;
  readonly lines: readonly Line[];
}

/** A cell of the drawing grid, column and row from the top left, 0-based. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

/** A network with a place for each station: one station a cell. */
export interface PlacedNetwork extends Network {
  readonly columns: number;
  readonly rows: number;
  readonly places: Readonly<Record<string, Cell>>;
}

/** The station list of a city as the benchmark writes it: line name -> station names in order. */
export type StationList = Readonly<Record<string, readonly string[]>>;

export function stationList(network: Network): StationList {
  return Object.fromEntries(network.lines.map((line) => [line.name, line.stations]));
}

/** Every station once, in the order in which the lines first reach it. */
export function stationsOf(network: Network): readonly string[] {
  return [...new Set(network.lines.flatMap((line) => line.stations))];
}

export function linesThrough(network: Network, station: string): readonly Line[] {
  return network.lines.filter((line) => line.stations.includes(station));
}

export function interchangesOf(network: Network): readonly string[] {
  return stationsOf(network).filter((station) => linesThrough(network, station).length > 1);
}
