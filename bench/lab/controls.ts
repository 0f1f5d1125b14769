/** The controls' pages and the bare one's relay, on the servers' host: `node bench/lab/controls.ts <port> <address>`. */
import { startBare } from '../bare/relay.ts';

const [port, address] = process.argv.slice(2);
const { url } = await startBare(Number(port), address);
console.log(`listens at ${url}`);
