/** A device that listens on a unix socket: what the pipes carry is passed on. */
import { Socket, connect } from 'node:net'
import type { Ended, Watched } from './post.js'
import type { Pipes } from './pipes.js'

export class DeviceSocket implements Watched {
  private readonly socket: Socket
  private readonly input: Socket
  private readonly output: Socket

  constructor(path: string, pipes: Pipes, ended: Ended) {
    this.socket = connect(path)
    this.input = new Socket({ fd: pipes.input, readable: true, writable: false })
    this.output = new Socket({ fd: pipes.output, readable: false, writable: true })
    this.input.pipe(this.socket)
    this.socket.pipe(this.output)
    let connected = false
    this.socket.on('connect', () => {
      connected = true
    })
    for (const end of [this.input, this.output]) end.on('error', () => undefined)
    this.socket.on('error', ({ message }) => ended(connected ? { how: 'died', what: `the connection failed: ${message}`, said: '' } : { how: 'unreachable', what: `there is no connection: ${message}`, said: '' }))
    // What it said before has gone into the pipe by then.
    this.output.on('close', () => ended({ how: 'died', what: 'it closed the connection', said: '' }))
  }

  kill(): void {
    this.socket.destroy()
  }

  release(): void {
    for (const end of [this.input, this.socket, this.output]) end.destroy()
  }
}
