import { connect, type Socket } from 'node:net';

/** One keep-alive connection that asks one thing after the other, as cheaply as can be: the load must not be what is measured. */
export class Client {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #credential: string;
  #received = '';
  #wake: () => void = () => {};

  private constructor(socket: Socket, host: string, credential: string) {
    this.#socket = socket;
    this.#host = host;
    this.#credential = credential;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.#received += text;
      this.#wake();
    });
    socket.on('close', () => this.#wake());
  }

  static open(url: string, credential: string): Promise<Client> {
    const { hostname, port, host } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new Client(socket, host, credential)));
      socket.once('error', reject);
    });
  }

  /** The body of the answer, which must be a success. */
  async ask(method: string, path: string, body = ''): Promise<string> {
    const head = `${method} /api/v1${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${this.#credential}`;
    const about = body ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` : '';
    this.#socket.write(`${head}${about}\r\n${body}`);
    for (;;) {
      const answer = this.#take();
      if (answer !== undefined) return answer;
      if (this.#socket.destroyed) throw new Error(`${method} ${path}: the server hung up`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(): string | undefined {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    const head = this.#received.slice(0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    if (this.#received.length < end + 4 + length) return undefined;
    const body = this.#received.slice(end + 4, end + 4 + length);
    this.#received = this.#received.slice(end + 4 + length);
    if (!/^HTTP\/1\.1 2/.test(head)) throw new Error(`${head.split('\r\n', 1)}: ${body}`);
    return body;
  }
}
