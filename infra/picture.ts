import { pictureOptions, writePicture } from '../workers/write-picture.ts';
import { runOnServers } from './session.ts';

const options = pictureOptions(process.argv.slice(3));

await runOnServers((watching) => writePicture(options, watching));
