import { fork } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const size = 200 * 2 ** 20
/** Garbage included, of which a busy machine lets more lie about. */
const most = size / 2

interface Growth {
  rss: number
  arrayBuffers: number
}

test.each(['disk', 'sink'])(
  'an upload of 200 MB to a %s keeps the memory flat',
  async (action) => {
    const server = fork('test/server/upload-server.ts', { execArgv: ['--import', 'tsx', '--expose-gc'] })
    try {
      const [{ port }] = (await once(server, 'message')) as [AddressInfo]
      // code and buffers that every upload needs
      await upload(port, action, 20 * 2 ** 20)
      server.send('begin')
      await once(server, 'message')
      expect(await upload(port, action, size)).toContain(action === 'disk' ? `"size":${size}` : '"size":')
      server.send('end')
      const [{ rss, arrayBuffers }] = (await once(server, 'message')) as [Growth]
      expect(arrayBuffers).toBeLessThan(most)
      expect(rss).toBeLessThan(1.5 * most)
    } finally {
      server.kill()
    }
  },
  60_000,
)

async function upload(port: number, action: string, size: number): Promise<string> {
  const headers = {
    'Hyper-Call': 'c',
    'Hyper-Action': action,
    'Content-Type': 'multipart/form-data; boundary=b',
    'Transfer-Encoding': 'chunked',
  }
  const sent = request({ port, method: 'POST', headers })
  sent.write('--b\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n')
  const piece = Buffer.alloc(2 ** 20, 'x')
  for (let left = size; left > 0; left -= piece.length) if (!sent.write(piece)) await once(sent, 'drain')
  sent.end('\r\n--b--\r\n')
  const [response] = await once(sent, 'response')
  return text(response)
}
