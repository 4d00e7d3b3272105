import { askedCommand } from '../workers/command-line/asked-command.ts';
import { rewardmap } from '../workers/command-line/rewardmap.ts';
import { sessions } from './sessions.ts';

interface StartOptions {
  readonly spec: string;
  readonly cities?: string;
}

const { spec, cities } = askedCommand('npm start --')
  .description('Runs a curriculum and shows it until it ends. A run that was left goes on.')
  .option('--spec <file>', 'spec of the run, JSON', 'examples/quick.json')
  .option('--cities <folder>', 'station lists of real cities to ask about as well: <country>/<city>.json')
  .parse(process.argv.slice(3), { from: 'user' })
  .opts<StartOptions>();

const citiesAsked = cities === undefined ? [] : ['--cities', cities];
process.exitCode = await rewardmap(['run', spec, '--follow', ...citiesAsked], undefined, sessions);
